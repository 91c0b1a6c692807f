use ports::parse_port;
use std::fs;

#[test]
fn every_port_is_given_back() {
    let parse: fn(&str) -> u16 = parse_port;
    for port in 0..=u16::MAX {
        assert_eq!(parse(&port.to_string()), port);
    }
}

#[test]
fn no_port_is_taken_for_bad_input() {
    for text in ["eighty", "", "65536", "-1", "80 80", "0x50"] {
        assert_eq!(parse_port(text), 0, "{text}");
    }
}

#[test]
fn nothing_global_and_no_way_out() {
    let source = fs::read_to_string("src/lib.rs").unwrap();
    for word in [
        "static ",
        "thread_local",
        "OnceCell",
        "OnceLock",
        "set_var",
        "process::exit",
        "panic!",
        ".unwrap()",
        ".expect(",
    ] {
        assert!(!source.contains(word), "{word}");
    }
}
