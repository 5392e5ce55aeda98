//! seccomp: system calls that no decoder needs are refused.
//!
//! A list of what is refused rather than of what is allowed, because ffmpeg and its two hundred libraries differ from
//! one distribution to the next. It closes what Landlock of any version leaves open: sockets of every family, new
//! processes, signals, and changes to the names, owner, mode, times, attributes or length of files named by path.

/// Refuses the calls for good. Answers whether the kernel agreed.
#[cfg(target_os = "linux")]
pub(super) fn forbid() -> bool {
    filters().is_some_and(|filters| filters.iter().all(|filter| seccompiler::apply_filter(filter).is_ok()))
}

/// Other systems have no such filter.
#[cfg(not(target_os = "linux"))]
pub(super) fn forbid() -> bool {
    false
}

/// The filters in the order of loading; None on processors that the compiler of filters does not know.
#[cfg(target_os = "linux")]
fn filters() -> Option<Vec<seccompiler::BpfProgram>> {
    use seccompiler::{SeccompAction, SeccompFilter, TargetArch};

    let arch = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    let compile = |rules, refusal: libc::c_int| {
        let refusal = SeccompAction::Errno(refusal.unsigned_abs());
        SeccompFilter::new(rules, SeccompAction::Allow, refusal, arch).ok()?.try_into().ok()
    };
    let mut programs = Vec::new();
    #[cfg(target_arch = "x86_64")]
    programs.push(no_x32());
    // "Not implemented" makes the C library fall back to the older calls, whose arguments a filter can see.
    let unseen = [libc::SYS_clone3, libc::SYS_openat2];
    programs.push(compile(unseen.into_iter().map(|call| (call, vec![])).collect(), libc::ENOSYS)?);
    let mut refused: std::collections::BTreeMap<_, _> = REFUSED.iter().map(|call| (*call, vec![])).collect();
    refused.extend(refused_by_argument()?);
    programs.push(compile(refused, libc::EPERM)?);
    Some(programs)
}

/// Calls that are refused for some arguments only: any matching rule refuses.
#[cfg(target_os = "linux")]
fn refused_by_argument() -> Option<Vec<(i64, Vec<seccompiler::SeccompRule>)>> {
    use seccompiler::{SeccompCmpArgLen::Dword, SeccompCmpOp, SeccompCondition, SeccompRule};

    let rule = |argument: u8, operator: SeccompCmpOp, value: libc::c_int| {
        // The kernel looks at the low 32 bits; sign extension would set the high ones.
        let value = u64::from(value.cast_unsigned());
        SeccompRule::new(vec![SeccompCondition::new(argument, Dword, operator, value).ok()?]).ok()
    };
    let masked = |mask: libc::c_int| SeccompCmpOp::MaskedEq(u64::from(mask.cast_unsigned()));
    // Truncating a file opened for reading only is a change that Landlock before version 3 does not see.
    let cutting =
        |argument: u8| rule(argument, masked(libc::O_TRUNC | libc::O_ACCMODE), libc::O_TRUNC | libc::O_RDONLY);
    Some(vec![
        // Threads may be started, processes may not.
        (libc::SYS_clone, vec![rule(0, masked(libc::CLONE_THREAD), 0)?]),
        // Whoever started the jail must stay able to take it along.
        (libc::SYS_prctl, vec![rule(0, SeccompCmpOp::Eq, libc::PR_SET_PDEATHSIG)?]),
        // Its own limits may be read (the C library does) and cannot be raised; other processes' are not its business.
        (libc::SYS_prlimit64, vec![rule(0, SeccompCmpOp::Ne, 0)?]),
        (libc::SYS_openat, vec![cutting(2)?]),
        #[cfg(target_arch = "x86_64")]
        (libc::SYS_open, vec![cutting(1)?]),
    ])
}

/// x86-64 kernels may answer a second set of call numbers (x32) that a list of the first set would miss.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn no_x32() -> seccompiler::BpfProgram {
    const X32: libc::c_uint = 0x4000_0000;
    let step = |code: u32, jt, jf, k| seccompiler::sock_filter { code: code as u16, jt, jf, k };
    vec![
        step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0), // the call's number
        step(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 0, 1, X32),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ERRNO | libc::ENOSYS.unsigned_abs()),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ]
}

/// Calls that are always refused, by what they would be good for.
#[cfg(target_os = "linux")]
#[rustfmt::skip]
const REFUSED: &[i64] = &[
    // network and messages to other processes
    libc::SYS_socket, libc::SYS_socketpair, libc::SYS_connect, libc::SYS_bind, libc::SYS_listen, libc::SYS_accept,
    libc::SYS_accept4, libc::SYS_sendto, libc::SYS_sendmsg, libc::SYS_sendmmsg, libc::SYS_recvfrom,
    libc::SYS_recvmsg, libc::SYS_recvmmsg, libc::SYS_mq_open, libc::SYS_msgget, libc::SYS_msgsnd, libc::SYS_msgrcv,
    libc::SYS_semget, libc::SYS_shmget, libc::SYS_shmat,
    // other processes: starting, watching, signalling, joining
    #[cfg(target_arch = "x86_64")] libc::SYS_fork,
    #[cfg(target_arch = "x86_64")] libc::SYS_vfork,
    libc::SYS_ptrace, libc::SYS_process_vm_readv, libc::SYS_process_vm_writev, libc::SYS_process_madvise,
    libc::SYS_kcmp, libc::SYS_kill, libc::SYS_tkill, libc::SYS_tgkill, libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo, libc::SYS_pidfd_open, libc::SYS_pidfd_getfd, libc::SYS_pidfd_send_signal,
    libc::SYS_setsid, libc::SYS_setpgid, libc::SYS_setns, libc::SYS_unshare,
    libc::SYS_setpriority, libc::SYS_ioprio_set, libc::SYS_sched_setaffinity, libc::SYS_sched_setscheduler,
    libc::SYS_migrate_pages, libc::SYS_move_pages,
    // programs that are not files
    libc::SYS_execveat, libc::SYS_memfd_create,
    // the kernel's larger machines
    libc::SYS_bpf, libc::SYS_perf_event_open, libc::SYS_userfaultfd, libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter, libc::SYS_io_uring_register, libc::SYS_io_setup, libc::SYS_io_submit,
    libc::SYS_add_key, libc::SYS_request_key, libc::SYS_keyctl, libc::SYS_personality, libc::SYS_vhangup,
    libc::SYS_fanotify_init, libc::SYS_inotify_init1, libc::SYS_lookup_dcookie,
    #[cfg(target_arch = "x86_64")] libc::SYS_modify_ldt,
    #[cfg(target_arch = "x86_64")] libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")] libc::SYS_iopl,
    // file systems
    libc::SYS_mount, libc::SYS_umount2, libc::SYS_pivot_root, libc::SYS_chroot, libc::SYS_open_tree,
    libc::SYS_move_mount, libc::SYS_fsopen, libc::SYS_fsconfig, libc::SYS_fsmount, libc::SYS_fspick,
    libc::SYS_mount_setattr, libc::SYS_swapon, libc::SYS_swapoff, libc::SYS_quotactl, libc::SYS_acct,
    libc::SYS_name_to_handle_at, libc::SYS_open_by_handle_at,
    // names of files: a decoder writes one new file at most, and never moves or removes any
    libc::SYS_unlinkat, libc::SYS_renameat2, libc::SYS_renameat, libc::SYS_mkdirat, libc::SYS_linkat,
    libc::SYS_symlinkat, libc::SYS_mknodat,
    #[cfg(target_arch = "x86_64")] libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")] libc::SYS_rmdir,
    #[cfg(target_arch = "x86_64")] libc::SYS_rename,
    #[cfg(target_arch = "x86_64")] libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")] libc::SYS_link,
    #[cfg(target_arch = "x86_64")] libc::SYS_symlink,
    #[cfg(target_arch = "x86_64")] libc::SYS_mknod,
    // files by path, in ways that Landlock (of some or all versions) does not see
    libc::SYS_truncate, libc::SYS_fchmod, libc::SYS_fchmodat, libc::SYS_fchown, libc::SYS_fchownat,
    libc::SYS_utimensat, libc::SYS_setxattr, libc::SYS_lsetxattr, libc::SYS_fsetxattr, libc::SYS_removexattr,
    libc::SYS_lremovexattr, libc::SYS_fremovexattr, FCHMODAT2,
    #[cfg(target_arch = "x86_64")] libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")] libc::SYS_chown,
    #[cfg(target_arch = "x86_64")] libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")] libc::SYS_utime,
    #[cfg(target_arch = "x86_64")] libc::SYS_utimes,
    #[cfg(target_arch = "x86_64")] libc::SYS_futimesat,
    // the machine and who one is on it
    libc::SYS_init_module, libc::SYS_finit_module, libc::SYS_delete_module, libc::SYS_kexec_load, libc::SYS_reboot,
    libc::SYS_settimeofday, libc::SYS_clock_settime, libc::SYS_clock_adjtime, libc::SYS_adjtimex,
    libc::SYS_sethostname, libc::SYS_setdomainname, libc::SYS_syslog, libc::SYS_setuid, libc::SYS_setgid,
    libc::SYS_setreuid, libc::SYS_setregid, libc::SYS_setresuid, libc::SYS_setresgid, libc::SYS_setgroups,
    libc::SYS_setfsuid, libc::SYS_setfsgid, libc::SYS_capset,
];

/// Added in Linux 6.6 under the same number on every processor.
#[cfg(target_os = "linux")]
const FCHMODAT2: i64 = 452;
