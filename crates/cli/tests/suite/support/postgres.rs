//! A PostgreSQL server of the test's own, from the system's package, in a temporary folder.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use super::run;

/// A running server; dropped, it is stopped and its folder removed.
pub struct Postgres {
    folder: tempfile::TempDir,
    port: u16,
    programs: PathBuf,
}

impl Postgres {
    /// Makes and starts a server on a free loopback port.
    pub fn start() -> Self {
        let programs = programs();
        let folder = tempfile::tempdir().unwrap();
        // The server's user, who may not be us, owns a folder inside.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Self { folder, port, programs };
        run(server.command("initdb").args(["--auth=trust", "--username=desk", "--encoding=UTF8", "--locale=C"]));
        let options =
            format!("-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off");
        run(server
            .command("pg_ctl")
            .args(["--wait", "--options", &options, "--log"])
            .arg(server.folder.path().join("cluster/server.log"))
            .arg("start")
            .stdout(Stdio::null()));
        server
    }

    pub fn url(&self) -> String {
        format!("postgres://desk@127.0.0.1:{}/postgres", self.port)
    }

    /// A command of the server's, as the user that may run it: PostgreSQL refuses to run as root.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let root = std::fs::metadata("/proc/self").is_ok_and(|facts| std::os::unix::fs::MetadataExt::uid(&facts) == 0);
        let mut command = if root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.arg("--pgdata").arg(self.folder.path().join("cluster")).current_dir("/");
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.command("pg_ctl").args(["--mode=immediate", "stop"]).output();
    }
}

/// Where the newest installed server's programs are.
fn programs() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    versions
        .pop()
        .filter(|folder| folder.join("initdb").exists())
        .or_else(|| Path::new("/usr/bin/initdb").exists().then(|| "/usr/bin".into()))
        .expect("PostgreSQL is not installed; `cargo xtask test` installs it")
}
