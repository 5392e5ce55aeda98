//! Learned descriptors, with a model small enough to be written here: the mean colour of 36 squares. What such a model can
//! recognise is beside the point; that any model of that shape is loaded, asked and believed as told, is.

use copydetect::{Layers, Learned, Library, Model, ModelError, Print, photo};

use crate::scenes::{Scene, shapes, waves};

/// Protocol buffers, as far as ONNX needs them: fields of numbers and of bytes.
mod onnx {
    fn varint(mut value: u64) -> Vec<u8> {
        let mut out = Vec::new();
        while value >= 128 {
            out.push(value as u8 | 128);
            value >>= 7;
        }
        out.push(value as u8);
        out
    }

    fn number(field: u64, value: u64) -> Vec<u8> {
        [varint(field << 3), varint(value)].concat()
    }

    fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
        [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
    }

    fn sizes(name: &str, values: [u64; 2]) -> Vec<u8> {
        let values = values.map(|value| number(8, value)).concat();
        bytes(5, &[bytes(1, name.as_bytes()), values, number(20, 7)].concat())
    }

    fn node(kind: &str, input: &str, output: &str, attributes: &[u8]) -> Vec<u8> {
        let names = [bytes(1, input.as_bytes()), bytes(2, output.as_bytes()), bytes(4, kind.as_bytes())].concat();
        bytes(1, &[names, attributes.to_vec()].concat())
    }

    fn value(field: u64, name: &str, shape: &[u64]) -> Vec<u8> {
        let shape: Vec<u8> = shape.iter().flat_map(|&size| bytes(1, &number(1, size))).collect();
        let tensor = bytes(1, &[number(1, 1), bytes(2, &shape)].concat());
        bytes(field, &[bytes(1, name.as_bytes()), bytes(2, &tensor)].concat())
    }

    /// Takes `channels` planes of 96 x 96, gives the mean of each square of 16 x 16.
    pub fn mean_colours(channels: u64) -> Vec<u8> {
        let pool = node(
            "AveragePool",
            "picture",
            "means",
            &[sizes("kernel_shape", [16, 16]), sizes("strides", [16, 16])].concat(),
        );
        let graph = [
            pool,
            node("Flatten", "means", "vector", &[]),
            bytes(2, b"mean colours"),
            value(11, "picture", &[1, channels, 96, 96]),
            value(12, "vector", &[1, channels * 36]),
        ]
        .concat();
        [number(1, 8), bytes(8, &number(2, 17)), bytes(7, &graph)].concat()
    }
}

fn model() -> Model {
    Model::from_onnx(onnx::mean_colours(3), 5).unwrap()
}

fn layers(model: &Model, scene: &Scene) -> Layers {
    let learned = Some(model.photo(scene.rgb()).unwrap());
    Layers { learned, ..Print::Photo(photo(scene.rgb())).into() }
}

#[test]
fn what_is_no_model_or_takes_no_picture_is_refused_with_the_reason() {
    assert!(matches!(Model::from_onnx(vec![7; 900], 1), Err(ModelError::Unreadable(_))));
    assert!(matches!(Model::from_onnx(Vec::new(), 1), Err(ModelError::Unreadable(_) | ModelError::Shape(_))));
    assert!(matches!(Model::from_onnx(onnx::mean_colours(5), 1), Err(ModelError::Shape(_))));
}

#[test]
fn a_copy_is_found_with_a_model_as_surely_as_without() {
    let model = model();
    let mut library = Library::new();
    (0..6).for_each(|seed| library.insert(seed, layers(&model, &shapes(400, 300, seed))));
    let found = library.find(&layers(&model, &shapes(400, 300, 3)), copydetect::THRESHOLD);
    assert_eq!(found.first().map(|candidate| candidate.id), Some(3));
}

#[test]
fn a_picture_without_features_is_found_by_the_model_alone_as_a_lead() {
    let model = model();
    let mut library = Library::new();
    (0..6).for_each(|seed| library.insert(seed as u64, layers(&model, &waves(300, 200, seed))));
    let query = layers(&model, &waves(300, 200, 4));
    assert!(library.find(&query, 0.3).iter().any(|candidate| candidate.id == 4));
}

#[test]
fn a_copy_of_a_library_and_the_original_go_their_own_ways() {
    let model = model();
    let mut library = Library::new();
    (0..300).for_each(|seed| library.insert(seed, layers(&model, &shapes(120, 90, seed))));
    let before = library.clone();
    library.remove(7);
    library.insert(1000, layers(&model, &shapes(120, 90, 1000)));
    let finds = |library: &Library, seed: u64| {
        let found = library.find(&layers(&model, &shapes(120, 90, seed)), 0.3);
        found.iter().any(|candidate| candidate.id == seed)
    };
    assert_eq!([7, 40, 1000].map(|seed| finds(&before, seed)), [true, true, false]);
    assert_eq!([7, 40, 1000].map(|seed| finds(&library, seed)), [false, true, true]);
}

#[test]
fn what_two_models_say_is_not_compared() {
    let (one, other) = (model(), Model::from_onnx(onnx::mean_colours(3), 6).unwrap());
    assert_ne!(
        one.photo(shapes(200, 200, 1).rgb()).unwrap().model(),
        other.photo(shapes(200, 200, 1).rgb()).unwrap().model()
    );
    let mut library = Library::new();
    library.insert(1, layers(&one, &shapes(400, 300, 1)));
    // By the picture alone it is found all the same.
    assert_eq!(library.find(&layers(&other, &shapes(400, 300, 1)), copydetect::THRESHOLD).len(), 1);
}

#[test]
fn what_a_model_said_reads_back_as_it_was_written_and_nothing_else_does() {
    let said = model().photo(shapes(400, 300, 2).rgb()).unwrap();
    let mut bytes = said.to_bytes();
    assert_eq!(Learned::from_bytes(&bytes).unwrap(), said);
    for length in 0..bytes.len() {
        assert!(Learned::from_bytes(&bytes[..length]).is_err(), "{length}");
    }
    bytes.push(0);
    assert!(Learned::from_bytes(&bytes).is_err());
}

/// `FIRSTHAND_ONNXRUNTIME` names the library; there is no other way to test with it (CONTRIBUTING.md).
#[cfg(feature = "ort")]
#[test]
#[expect(clippy::disallowed_methods, reason = "a process loads one library only, so the wrong one needs its own")]
fn both_runtimes_say_the_same_and_what_is_no_library_or_no_model_is_refused() {
    let library = std::env::var_os("FIRSTHAND_ONNXRUNTIME").expect("FIRSTHAND_ONNXRUNTIME names libonnxruntime.so");
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let load = |bytes: Vec<u8>| Model::from_onnx_with(library.as_ref(), &bytes, 5);
    let native = load(onnx::mean_colours(3)).unwrap();
    for seed in 0..5 {
        let scene = shapes(400, 300, seed);
        assert_eq!(native.photo(scene.rgb()).unwrap(), model().photo(scene.rgb()).unwrap());
    }
    assert!(matches!(load(vec![7; 900]), Err(ModelError::Unreadable(_))));
    assert!(matches!(load(Vec::new()), Err(ModelError::Unreadable(_))));
    assert!(matches!(load(onnx::mean_colours(5)), Err(ModelError::Shape(_))));
    // The library that was loaded first stays; a process that starts with a wrong one is told.
    let wrong = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "learned::what_is_no_library_is_refused", "--ignored"])
        .env("FIRSTHAND_ONNXRUNTIME", here.join("Cargo.toml"))
        .output()
        .unwrap();
    assert!(wrong.status.success(), "{}", String::from_utf8_lossy(&wrong.stdout));
}

/// Started by the test above, since a process loads one library only.
#[cfg(feature = "ort")]
#[test]
#[ignore = "started in a process of its own"]
fn what_is_no_library_is_refused() {
    let library = std::env::var_os("FIRSTHAND_ONNXRUNTIME").expect("FIRSTHAND_ONNXRUNTIME names a file");
    let said = Model::from_onnx_with(library.as_ref(), &onnx::mean_colours(3), 5);
    assert!(matches!(said, Err(ModelError::Runtime(_))), "{said:?}");
}
