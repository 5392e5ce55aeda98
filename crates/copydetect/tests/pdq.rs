//! PDQ against what the reference implementation printed.
//!
//! The hashes below were printed by the C++ reference (ThreatExchange, folder `pdq/cpp`, built with `g++ -O3`) for the
//! pictures that [`waves`] makes. To make them anew: write the pictures as PPM files, pass them to the reference's
//! `pdqHash256FromFile` (column `thumbnail`), and pass their pixels to `fillFloatLumaFromRGB` and then to
//! `pdqHash256FromFloatLuma` (`full`) and `pdqDihedralHash256esFromFloatLuma` (`dihedral`).

use copydetect::pdq::{Variant, dihedral, hash};

use crate::scenes::waves;

struct Vector {
    size: (usize, usize),
    seed: i64,
    full: (&'static str, u8),
    thumbnail: (&'static str, u8),
    dihedral: [&'static str; 8],
}

#[test]
fn hashes_and_qualities_are_those_of_the_reference_bit_for_bit() {
    for vector in VECTORS {
        let picture = waves(vector.size.0, vector.size.1, vector.seed).rgb().to_luma();
        for (variant, (code, quality)) in [(Variant::FullSize, vector.full), (Variant::Thumbnail512, vector.thumbnail)]
        {
            let pdq = hash(&picture, variant);
            assert_eq!(
                (pdq.code.to_string().as_str(), pdq.quality.0),
                (code, quality),
                "{:?} {variant:?}",
                vector.size
            );
        }
    }
}

#[test]
fn the_eight_turned_hashes_are_those_of_the_reference_bit_for_bit() {
    for vector in VECTORS {
        let (codes, _) = dihedral(&waves(vector.size.0, vector.size.1, vector.seed).rgb().to_luma(), Variant::FullSize);
        assert_eq!(codes.map(|code| code.to_string()), vector.dihedral, "{:?}", vector.size);
    }
}

const VECTORS: &[Vector] = &[
    Vector {
        size: (640, 480),
        seed: 0,
        full: ("feb9f552e007f0128037c01a0037007a003f017a003f556affc0ff9bffc0fffb", 100),
        thumbnail: ("feb9f552e027f052803780120037007a003f017a003f556affc0ff9bffc0fffb", 100),
        dihedral: [
            "feb9f552e007f0128037c01a0037007a003f017a003f556affc0ff9bffc0fffb",
            "fc0f0be0f00f2fe0c00f3fe0800fbfa0800faaa4abf1201a87f5d55f7ff5551a",
            "abec57f8b5525af895626a905562aad0556aabd0556affc0aa955531aa955551",
            "a95aa94aa55a854ad55a954ad55a154ad55a140efea4aab0d6a07ff52aa0fff0",
            "feb90aade0370fedc0373fed003fff85003fff85003faa95ffc00064ffc00004",
            "abeca807b572a507d562950f556a552f556a542e556a003faa95aaceaa95aaae",
            "fc0ff41ff00fd01f800fc01f800f405f800f415b8bf1dfe585f52aa07ff5aaa5",
            "a95a56b5a55a7ab5955a6ab5d55aeaf5d55afbf1daa4754fd0a0800a2aa0000f",
        ],
    },
    Vector {
        size: (333, 777),
        seed: 1,
        full: ("1f003e217c27f82ff06fe03fc06a003f556a1fc0029507c10a957fc1ff9dffc1", 100),
        thumbnail: ("3e013c21fc05f82ff06fe03fc06a003f556a1fc0029507c10a95ffc1ff9dffc1", 100),
        dihedral: [
            "1f003e217c27f82ff06fe03fc06a003f556a1fc0029507c10a957fc1ff9dffc1",
            "3e47c178fc470738f85f0f28c07f7f28007fd52a7f80ead53f8b40d53f8a02c0",
            "6a50948ba93a5695ad3a5a95953baa95003fd56a57c0a56b5fc2556baaca5563",
            "6b526bd2a912ad92ad0aa582952ad582552a7f802ad5407f6ad6ea7f6adfa86a",
            "3f05c1defc6f03c0f86f1fc0c06effc0556ac03f0295f03e0a97003eff9f0036",
            "6a506b74a93aa96aad3ab56a953b556a003fea9557c05a945fcaaa94aacaaa9c",
            "1e033e877c07f8c7f04fe0d7c07f80d7007f0ad57f80052a1f823d2a3f807d3f",
            "6b52946da912566dad0a5a7d952a2a7d552a807f2ad5bf806ad615806adf5795",
        ],
    },
    Vector {
        size: (64, 64),
        seed: 2,
        full: ("62acd567aaa9daaba5524ae394aac954a2a1cd68a2d10aaf5a4a70b5fbea551e", 25),
        thumbnail: ("62acd567aaa9daaba5524ae394aac954a2a1cd68a2d10aaf5a4a70b5fbea551e", 25),
        dihedral: [
            "62acd567aaa9daaba5524ae394aac954a2a1cd68a2d10aaf5a4a70b5fbea551e",
            "6b622ab02806a5b0355ab4ba94bab6acb296b295d6d6d6da925b1eea1e1b8b4b",
            "17f97d45f940700160030049c1ff43de57f467c2d704a0050f1f9a1faebfffb4",
            "3eb7801afff30f5ae00f1f14e1ef1c16e3e3183fa3835c70e70eb4404b4e21e1",
            "6aac2a9aaaada554b552b51cb4aa36aba2a13297a2d1f5505a4a8f4afbeaaae1",
            "17f98030fdc00ffee0071f36c1ff980157f4883dd7045efa0f1f21e0aebf004b",
            "7be2d54fa8a6520f355a4a41b4ba4943b6b64d6af6d60925b25bc1155e1b74b4",
            "22377be17853f0a5600fc0eb81efe3e983c3e7c08283838f870e43bf0b4ede1e",
        ],
    },
    Vector {
        size: (65, 70),
        seed: 3,
        full: ("857c3a83b5672d5bda26212beb56261c4d6eb6d2a8b4d7684496aaecaa8a5555", 26),
        thumbnail: ("857c3a83b5672d5bda26212beb56261c4d6eb6d2a8b4d7684496aaecaa8a5555", 26),
        dihedral: [
            "857c3a83b5672d5bda26212beb56261c4d6eb6d2a8b4d7684496aaecaa8a5555",
            "aa76d566776697ae5aa64e264356496e406e4d2a08b46c96159654527eca8bfe",
            "d0019029a03287f18f738b81be038cb6183b1878fde17dc211c30046ffdfffff",
            "ff235fcc22333d040ff3e48c1e03e3c4153be780f9e1c63c40c37ef82b9f2154",
            "8570c57cb567d2a4da26ded4eb56d9e34d6e492da8b4289744965513aa8aaaaa",
            "d0016fd6a012780e8d73745ebe037349183be387fde1823d11c3ffb9ffdf0000",
            "aa760a99776668515aa6b1d94b56b691406eb2d5acb493699596abad7eca7401",
            "ff2380332233c2fb0ff31b331e031c3b153b187f79e139c340c301072b9fdeab",
        ],
    },
    Vector {
        size: (1200, 900),
        seed: 4,
        full: ("0af40fea0ab4aeea0ab0afea0ab4aaaa00005555fff55545fff55544ffb45540", 100),
        thumbnail: ("3ae42eea0ea0af488fa4abea0ae0aaaa00005555fffd554dffff5540efb05540", 100),
        dihedral: [
            "0af40fea0ab4aeea0ab0afea0ab4aaaa00005555fff55545fff55544ffb45540",
            "7d2aff80df2a7f80ff2a0180ff2e0180ff2a2980ffaa5595553c558155287f83",
            "6aa015405ae10540faa105407aa100005555ffffaaa2ffe7aaaaffe7aaa1ffea",
            "007f552a007f112aaa7fa92aaa7b8b2aaa7f812aaa7fff2f0049bf2b005dd529",
            "0ff540110eb450150fb440150bb455550000aaaafff5aaa2ffffa8b2fff4aabf",
            "6aa0fabfdae1fabffae1fabf7aa1ffff55750000aaaa0018aaaa0218aaa10015",
            "152a007f152a007fff2a547fff2a447fff2ad47dff2aaa6a5500a27e55000078",
            "087faad58a7f6ad5aa7f54d5aa7f54d5aa7f74d5aa7f00c0004900d4007d2ad6",
        ],
    },
    Vector {
        size: (128, 128),
        seed: 5,
        full: ("0d562a94529425b44b6d326c6ccd999163498eb039ead55689a5fb59aeb1ff89", 100),
        thumbnail: ("0d562a94529425b44b6d326c6ccd999163498eb039ead55689a5fb59aeb1ff89", 100),
        dihedral: [
            "0d562a94529425b44b6d326c6ccd999163498eb039ead55689a5fb59aeb1ff89",
            "9d5fd56a56a7dacacb6f69ac6cc76642736b714a3c6a0ea90ea501e78030d470",
            "d803803e03e00f1e9e3818c63998333b361c241a6cbf7ffcdcf051f3fbe45563",
            "d80a7fc003f270609e3ac7063992cce8263edbe0693fa4035bf0ab4dd5657eda",
            "8d56d56b52b5da4bcb6d4d936ccd666e6349714f39ea2aa989a504a6aeb10036",
            "d8037fc107e0f0e19e38e3393998ccc4361cdbe56cbf8003dcf0ae0cfbe4aa9c",
            "015f2a9556a72535cb6f92536cc799bd736b8eb41c6af1560ea5fe1880300b8f",
            "c80a803f03f28f9f9e3a18f939923317263e241f693f5bfc5bf054b2d5658125",
        ],
    },
    Vector {
        size: (5, 9),
        seed: 6,
        full: ("cb72318c9e27ce7394a5c3723c0f7c1fc3f0348d6b5a91a460d9ce73348d8b62", 2),
        thumbnail: ("cb72318c9e27ce7394a5c3723c0f7c1fc3f0348d6b5a91a460d9ce73348d8b62", 2),
        dihedral: [
            "cb72318c9e27ce7394a5c3723c0f7c1fc3f0348d6b5a91a460d9ce73348d8b62",
            "bc956a53436a94adb325c4b9b4a53b4e48da6b52bc956a53436a94adb725c4b1",
            "9e279b26cb7264d9c1f069d8695ad6b596a59e273e0f3b0e358c64d961d821c8",
            "e9c0c0f9163f3e07e6706e13e1f091e41d8fc1f8e9c0c0f9163f3e07e2706e1b",
            "cb72ce739e27318c94a53c8d3c0f83e0c3f0cb726b5a6e5b60d9318c348d749d",
            "9e2764d9cb729b26c1f09627695a294a96a561d83e0fc4f1358c9b2661d8de37",
            "bc9595ac436a6b52b3253b46b4a5c4b148da94adbc9595ac436a6b52b7253b4e",
            "e9c03f06163fc1f8e67091ece1f06e1b1d8f3e07e9c03f06163fc1f8e27091e4",
        ],
    },
    Vector {
        size: (513, 100),
        seed: 7,
        full: ("a9564ad496b42da4db6db64d6cc999997339ce3138f3e1e30f83fc06808d152b", 100),
        thumbnail: ("a9564ad494b42da4db6d364d6cc999997339ce3138f3e1e30f83fc16808d172b", 100),
        dihedral: [
            "a9564ad496b42da4db6db64d6cc999997339ce3138f3e1e30f83fc06808d152b",
            "ad56b52b96b4d25adb6cc9b26cc86666733a31cf38f11e1f0f8303f9803df004",
            "fc03e07ec3e1870e8e381ce7399c3333266c649b6da64b495ad656ac95d8bd81",
            "f8031f81c3e178f08e396318199ccccc266f9b656da4b4b55ad6a953d5685aae",
            "a956b52b94b4d25bdb6d49b26cc96666733931ce38f31e1c0f8303f9808de8d4",
            "fc031f81c3e178f18e38e318399ccccc266c9b646da6b4b65ad6a953d5d8407e",
            "ad564ad496b42da5db6c364d6cc89999733ace3038f1e1e00f83fc06803d0ffb",
            "f803e07cc3e1870f8e399ce7399c3333266f649a6da44b4a5ad656acd568a551",
        ],
    },
];
