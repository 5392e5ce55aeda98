//! The walls themselves, tried from the inside.

use crate::material::{file, folder, sandbox};
use sandbox::{Error, Landlock, Sandbox, VideoArgs};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

#[test]
fn a_jailed_process_can_do_none_of_the_forbidden_things() {
    let report = sandbox().report();
    assert_eq!(report.fault, None);
    assert!(report.attempts.len() > 10, "{:?}", report.attempts);
    if report.level.is_full() {
        for attempt in &report.attempts {
            assert!(attempt.refused, "{attempt:?}");
        }
    }
    assert!(report.level.limits && (report.level.seccomp || !cfg!(target_os = "linux")), "{:?}", report.level);
    assert_ne!(report.level.landlock, Landlock::None, "this kernel has no Landlock: the test proves too little");
}

#[test]
fn the_report_names_each_tool_with_its_version_or_how_to_install_it() {
    for tool in sandbox().report().tools {
        assert!(!tool.install.is_empty());
        assert_eq!(tool.path.is_some(), tool.version.is_some(), "{tool:?}");
    }
}

#[test]
fn a_program_that_is_no_worker_is_named_as_the_fault() {
    let folder = folder();
    let photo = file(&folder, "photo.jpg", b"\xff\xd8\xff\xe0 and so on");
    for program in ["/bin/true", "/bin/cat", "/usr/bin/yes", "/nowhere/at/all"] {
        let error = Sandbox::with_worker(program).photo(&photo, 100).unwrap_err();
        assert!(matches!(error, Error::Worker { .. }), "{error:?}");
        assert!(error.to_string().contains(program), "{error}");
    }
}

#[test]
fn starting_a_jail_is_cheap() {
    let folder = folder();
    let photo =
        file(&folder, "photo.png", &crate::material::encoded(&crate::material::picture(8, 8), image::ImageFormat::Png));
    let sandbox = sandbox();
    sandbox.photo(&photo, 8).unwrap();
    let begun = Instant::now();
    for _ in 0..20 {
        sandbox.photo(&photo, 8).unwrap();
    }
    let each = begun.elapsed() / 20;
    // A few milliseconds on an idle machine; the bound only catches something grossly wrong on a busy one.
    assert!(each < Duration::from_millis(250), "{each:?}");
}

/// Not a test of its own: the desk that is killed in the next one.
#[test]
#[ignore = "runs for ever; started by the test of a killed desk"]
fn a_desk_at_work() {
    let target = std::env::var_os("SANDBOX_TEST_TARGET").unwrap();
    let mut frames = || {
        std::thread::sleep(Duration::from_millis(20));
        Some(vec![0; 64 * 64 * 3])
    };
    sandbox().encode_video(&mut frames, 64, 64, 25.0, None, &VideoArgs::default(), Path::new(&target)).unwrap();
}

#[test]
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "starts a desk in order to kill it")]
fn a_killed_desk_leaves_no_decoder_behind() {
    let folder = folder();
    let mut desk = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "jail::a_desk_at_work"])
        .env("SANDBOX_TEST_TARGET", folder.path().join("target.mp4"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let wait_for = |decoders: fn(usize) -> bool| {
        while !decoders(processes_about(folder.path())) {
            assert!(begun.elapsed() < Duration::from_secs(30), "the decoder did not start or did not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait_for(|count| count > 0);
    desk.kill().unwrap();
    desk.wait().unwrap();
    wait_for(|count| count == 0);
}

/// How many processes have the folder on their command line.
#[cfg(target_os = "linux")]
fn processes_about(folder: &Path) -> usize {
    let folder = folder.as_os_str().as_encoded_bytes();
    let commands = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    commands.filter(|command| command.windows(folder.len()).any(|window| window == folder)).count()
}
