use ini::parse;

#[test]
fn sections_and_keys() {
    let ini = parse("a = 1\n; comment\n[ net ]\nhost=x = y\nhost = z\n\n[empty]\n").unwrap();
    assert_eq!(ini[""]["a"], "1");
    assert_eq!(ini["net"]["host"], "z");
    assert!(ini["empty"].is_empty());
}

#[test]
fn errors() {
    assert_eq!(parse("a=1\nnonsense").unwrap_err().line, 2);
    assert_eq!(parse("[net").unwrap_err().line, 1);
    assert_eq!(parse("\n = 3").unwrap_err().line, 2);
}

#[test]
fn values_with_hashes() {
    assert_eq!(parse("color=#fff").unwrap()[""]["color"], "#fff");
}
