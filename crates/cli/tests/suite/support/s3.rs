//! An S3 server in the test's own process, keeping its objects in a temporary folder.

use std::process::Command;

/// A running server; dropped, it stops.
pub struct S3 {
    folder: tempfile::TempDir,
    endpoint: String,
    _runtime: tokio::runtime::Runtime,
}

const BUCKET: &str = "vault";
const KEY: (&str, &str) = ("desk", "only-for-tests");

impl S3 {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut service = s3s::service::S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        service.set_auth(s3s::auth::SimpleAuth::from_single(KEY.0, KEY.1));
        let service = service.build();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                let service = service.clone();
                tokio::spawn(async move {
                    let connection = hyper_util::rt::TokioIo::new(connection);
                    let server = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                    // A client that hangs up is no fault of the server.
                    let _ = server.serve_connection(connection, service).await;
                });
            }
        });
        Self { folder, endpoint, _runtime: runtime }
    }

    /// Points the program at the bucket.
    pub fn point<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("FIRSTHAND_BLOBS", format!("s3://{BUCKET}"))
            .env("FIRSTHAND_S3_ENDPOINT", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", KEY.0)
            .env("AWS_SECRET_ACCESS_KEY", KEY.1)
    }

    /// Where the objects are as files.
    pub fn objects(&self) -> std::path::PathBuf {
        self.folder.path().join(BUCKET)
    }
}
