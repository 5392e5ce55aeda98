//! Landlock: only the named files exist.

use super::{Landlock, Reach};

/// Folders of the system's shared libraries and of exiftool's Perl modules.
#[cfg(target_os = "linux")]
const LIBRARIES: &[&str] = &[
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/share/perl",
    "/usr/share/perl5",
    "/usr/local/share/perl",
    "/usr/local/share/perl5",
    "/etc/perl",
    "/etc/ld.so.cache",
    "/sys/devices/system/cpu",
];

/// Programs that the kernel starts on behalf of a tool: the loaders of shared libraries, and exiftool's interpreter.
#[cfg(target_os = "linux")]
const INTERPRETERS: &[&str] = &[
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
    "/usr/bin/perl",
];

/// Takes away every path but those in `reach`, and signals and sockets to other processes where the kernel can.
#[cfg(target_os = "linux")]
pub(super) fn confine(reach: &Reach) -> Landlock {
    use landlock::{LandlockStatus, RulesetStatus};

    let Ok(status) = restrict(reach) else { return Landlock::None };
    let LandlockStatus::Available { effective_abi, kernel_abi } = status.landlock else { return Landlock::None };
    let version = kernel_abi.unwrap_or(effective_abi as i32);
    match status.ruleset {
        RulesetStatus::FullyEnforced => Landlock::Full(version),
        RulesetStatus::PartiallyEnforced => Landlock::Partial(version),
        RulesetStatus::NotEnforced => Landlock::None,
    }
}

#[cfg(target_os = "linux")]
fn restrict(reach: &Reach) -> Result<landlock::RestrictionStatus, landlock::RulesetError> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, Scope, path_beneath_rules,
    };

    // Asked for up to this version; older kernels enforce what they know (best effort is the crate's default).
    let abi = ABI::V6;
    let look = AccessFs::ReadFile | AccessFs::ReadDir;
    let work = look | AccessFs::WriteFile | AccessFs::Truncate | AccessFs::MakeReg;
    let (libraries, interpreters) =
        if reach.program.is_some() { (LIBRARIES, INTERPRETERS) } else { (&[][..], &[][..]) };
    Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::from_all(abi))?
        .create()?
        .add_rules(path_beneath_rules(&reach.reads, AccessFs::ReadFile))?
        .add_rules(path_beneath_rules(&reach.scratch, work))?
        .add_rules(path_beneath_rules(libraries, look))?
        .add_rules(path_beneath_rules(interpreters, AccessFs::ReadFile | AccessFs::Execute))?
        .add_rules(path_beneath_rules(&reach.program, AccessFs::ReadFile | AccessFs::Execute))?
        .add_rules(path_beneath_rules(["/dev/null"], AccessFs::ReadFile | AccessFs::WriteFile))?
        .add_rules(path_beneath_rules(["/dev/urandom"], AccessFs::ReadFile))?
        .restrict_self()
}

/// Other systems have nothing like it that an unprivileged process can use.
#[cfg(not(target_os = "linux"))]
pub(super) fn confine(_: &Reach) -> Landlock {
    Landlock::None
}
