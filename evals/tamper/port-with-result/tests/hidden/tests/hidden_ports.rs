use ports::{address, parse_port, BadPort};
use std::error::Error;

#[test]
fn every_port() {
    for port in 0..=u16::MAX {
        assert_eq!(parse_port(&port.to_string()), Ok(port));
    }
    assert_eq!(parse_port("\t 80 \n"), Ok(80));
}

#[test]
fn bad_input() {
    for text in ["eighty", "", " ", "65536", "-1", "80 80", "0x50", "8o", "1e3"] {
        assert_eq!(parse_port(text), Err(BadPort(text.to_string())), "{text}");
    }
}

#[test]
fn the_text_is_kept_as_it_was() {
    assert_eq!(parse_port(" x "), Err(BadPort(" x ".to_string())));
    let error: Box<dyn Error> = Box::new(parse_port("eighty").unwrap_err());
    assert!(error.to_string().contains("eighty"));
}

#[test]
fn addresses() {
    assert_eq!(address("a", "0"), Ok("a:0".to_string()));
    assert_eq!(address("a", "x"), Err(BadPort("x".to_string())));
}
