//! What files say of themselves.

use crate::material::{encoded, file, folder, picture, sandbox, video};
use image::ImageFormat;
use sandbox::Error;

#[test]
fn metadata_is_whole_but_for_facts_of_our_own_disk() {
    let folder = folder();
    let path = file(&folder, "photo.jpg", &encoded(&picture(30, 20), ImageFormat::Jpeg));
    let tags = sandbox().metadata(&path).unwrap();
    assert_eq!(tags["File:MIMEType"], "image/jpeg");
    assert_eq!(tags["File:ImageWidth"], 30);
    let text = tags.to_string();
    assert!(!text.contains("photo.jpg") && !text.contains(folder.path().to_str().unwrap()), "{text}");
    assert!(!text.contains("FileModifyDate") && !text.contains("FilePermissions"), "{text}");
}

#[test]
fn metadata_of_an_unknown_file_says_so_without_failing() {
    let folder = folder();
    let tags = sandbox().metadata(&file(&folder, "x", &[0, 1, 2, 0xf7].repeat(40))).unwrap();
    assert!(tags["ExifTool:Error"].is_string(), "{tags}");
    assert!(matches!(sandbox().metadata(&file(&folder, "empty", b"")), Err(Error::Empty)));
}

#[test]
fn a_video_is_described_without_its_path() {
    let folder = folder();
    let path = folder.path().join("a.mp4");
    video(&path, 1.0, 25.0);
    let described = sandbox().probe(&path).unwrap();
    assert_eq!(described["streams"].as_array().unwrap().len(), 2);
    assert_eq!(described["streams"][0]["width"], 320);
    assert!(described["format"]["duration"].is_string() && described["format"].get("filename").is_none());
}
