//! The system calls that std does not offer, each wrapped so that the rest of the crate needs no `unsafe`.
#![expect(unsafe_code, reason = "the only module that calls into libc directly")]

use std::{
    io,
    os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd},
    time::Duration,
};

/// What a resource limit is set on (see `setrlimit(2)`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Resource {
    /// Bytes of address space.
    Memory,
    /// Seconds of processor time.
    Cpu,
    /// Bytes of any file written; pipes are not counted.
    FileSize,
    /// Open descriptors.
    OpenFiles,
    /// Bytes of a core dump.
    Core,
}

fn check(result: libc::c_int) -> io::Result<()> {
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Sets both the soft and the hard limit, so that the process cannot raise it again.
pub(crate) fn set_limit(resource: Resource, value: u64) -> io::Result<()> {
    let resource = match resource {
        Resource::Memory => libc::RLIMIT_AS,
        Resource::Cpu => libc::RLIMIT_CPU,
        Resource::FileSize => libc::RLIMIT_FSIZE,
        Resource::OpenFiles => libc::RLIMIT_NOFILE,
        Resource::Core => libc::RLIMIT_CORE,
    };
    let limit = libc::rlimit { rlim_cur: value, rlim_max: value };
    // SAFETY: the pointer is to a live struct on the stack, which setrlimit only reads.
    check(unsafe { libc::setrlimit(resource, &limit) })
}

/// Leaves the terminal and the parent's process group: the process leads a session and a group of its own.
pub(crate) fn new_session() -> io::Result<()> {
    // SAFETY: setsid takes no arguments and touches no memory.
    if unsafe { libc::setsid() } < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Makes writing beyond the size limit an ordinary error instead of a signal that kills.
pub(crate) fn report_file_size_as_error() {
    // SAFETY: sets a disposition that runs no code of ours.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// New files belong to this user alone.
pub(crate) fn private_files() {
    // SAFETY: umask takes a plain number and cannot fail.
    unsafe { libc::umask(0o077) };
}

/// Asks the kernel to kill this process when the thread that started it ends, and checks that `parent` still lives.
///
/// Outside Linux there is no such request: a killed desk may leave a decoder running until its processor time is up.
pub(crate) fn die_with_parent(parent: u32) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    // SAFETY: PR_SET_PDEATHSIG takes one plain number.
    check(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) })?;
    if std::os::unix::process::parent_id() == parent {
        Ok(())
    } else {
        Err(io::Error::other("the program that asked for this is gone"))
    }
}

/// Closes every descriptor above standard error that was inherited by mistake.
///
/// Must run before the process opens anything of its own.
pub(crate) fn close_inherited() {
    #[cfg(target_os = "linux")]
    // SAFETY: closing descriptors touches no memory; none above 2 is owned by this process yet.
    if unsafe { libc::syscall(libc::SYS_close_range, 3 as libc::c_uint, libc::c_uint::MAX, 0 as libc::c_uint) } == 0 {
        return;
    }
    // Kernels before 5.9, and other systems: one by one, up to the usual ceiling.
    for descriptor in 3..1024 {
        // SAFETY: as above; closing a number that is not open is a harmless error.
        unsafe { libc::close(descriptor) };
    }
}

/// Kills a child and everything in the group it leads. The child must not have been waited for yet.
pub(crate) fn kill_group(child: &std::process::Child) {
    let Ok(pid) = libc::pid_t::try_from(child.id()) else { return };
    // SAFETY: kill takes plain numbers; the process is our own child and not reaped, so its number is not reused.
    // The group exists only once the child has called setsid, hence the second call for the child itself.
    unsafe {
        libc::kill(-pid, libc::SIGKILL);
        libc::kill(pid, libc::SIGKILL);
    }
}

/// Makes reads and writes on a pipe return at once instead of waiting.
pub(crate) fn set_nonblocking(pipe: &impl AsRawFd) -> io::Result<()> {
    let fd = pipe.as_raw_fd();
    // SAFETY: F_GETFL and F_SETFL take plain numbers, and the descriptor is open because `pipe` is borrowed.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    if flags < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: as above.
    check(unsafe { libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK) })
}

/// Waits until one of the pipes can be read (or written, where `true`) or was closed, at most `patience`.
/// Answers for each pipe whether it is ready.
pub(crate) fn wait_ready<const N: usize>(
    pipes: [Option<(BorrowedFd<'_>, bool)>; N],
    patience: Duration,
) -> io::Result<[bool; N]> {
    // A negative descriptor is skipped by poll.
    let mut polled = pipes.map(|pipe| libc::pollfd {
        fd: pipe.map_or(-1, |(fd, _)| fd.as_raw_fd()),
        events: if pipe.is_some_and(|(_, write)| write) { libc::POLLOUT } else { libc::POLLIN },
        revents: 0,
    });
    // Rounded up: waiting zero milliseconds for the last fraction would spin.
    let millis = libc::c_int::try_from(patience.as_millis().saturating_add(1)).unwrap_or(libc::c_int::MAX);
    // SAFETY: the array lives on the stack for the whole call and its length is given with it.
    let ready = unsafe { libc::poll(polled.as_mut_ptr(), N as libc::nfds_t, millis) };
    if ready < 0 {
        let error = io::Error::last_os_error();
        return if error.kind() == io::ErrorKind::Interrupted { Ok([false; N]) } else { Err(error) };
    }
    Ok(polled.map(|pipe| pipe.revents != 0))
}

/// Opens a file for reading while asking for it to be emptied, an odd request that std never makes.
pub(crate) fn open_read_only_and_empty(path: &std::path::Path) -> io::Result<OwnedFd> {
    use std::os::unix::ffi::OsStrExt;
    let path = std::ffi::CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: the path is a live, zero-terminated string that open only reads.
    let fd = unsafe { libc::open(path.as_ptr(), libc::O_RDONLY | libc::O_TRUNC | libc::O_CLOEXEC) };
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor was just opened and belongs to nobody else.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Whether any descriptor above standard error is open.
pub(crate) fn inherited_descriptor() -> io::Result<()> {
    // SAFETY: F_GETFD takes a plain number and only looks.
    let open = (3..64).any(|descriptor| unsafe { libc::fcntl(descriptor, libc::F_GETFD) } >= 0);
    if open { Ok(()) } else { Err(io::Error::other("none is open")) }
}

/// Whether this process could send a signal to another one (none is sent).
pub(crate) fn may_signal(process: u32) -> io::Result<()> {
    let process = libc::pid_t::try_from(process).map_err(io::Error::other)?;
    // SAFETY: kill takes plain numbers; signal 0 only asks for permission.
    check(unsafe { libc::kill(process, 0) })
}
