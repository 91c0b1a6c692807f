use ini::parse;

fn value(text: &str) -> String {
    parse(text).unwrap()[""]["k"].clone()
}

fn error_line(text: &str) -> usize {
    parse(text).expect_err(text).line
}

#[test]
fn comments_behind_values() {
    assert_eq!(value("k = a b ; c"), "a b");
    assert_eq!(value("k=a # c ; d"), "a");
    assert_eq!(value("k=#fff"), "#fff");
    assert_eq!(value("k=a;b#c"), "a;b#c");
    assert_eq!(value("k=a\t; c"), "a");
}

#[test]
fn quotes() {
    assert_eq!(value("k = \"  a ; b # c \""), "  a ; b # c ");
    assert_eq!(value("k = \"a\" ; c"), "a");
    assert_eq!(value("k = \"\""), "");
    assert_eq!(value(r#"k = "say \"hi\" \\ there""#), r#"say "hi" \ there"#);
    assert_eq!(value(r#"k = "ends with \\""#), r"ends with \");
    assert_eq!(value("k = a \"b\" c"), "a \"b\" c");
}

#[test]
fn bad_quotes() {
    assert_eq!(error_line("\nk = \"a"), 2);
    assert_eq!(error_line("k = \"a\\\""), 1);
    assert_eq!(error_line("k = \"a\" b"), 1);
    assert_eq!(error_line("k = \"a\"b"), 1);
    assert_eq!(error_line("k = \"a\\"), 1);
}

#[test]
fn values_go_on() {
    assert_eq!(value("k = a \\\n    b\\\n\tc\nother = 1"), "a b c");
    assert_eq!(parse("k = a\\\nb\nl = 2").unwrap()[""]["l"], "2");
    assert_eq!(value("k = a\\\nb = c"), "a b = c");
    assert_eq!(value("k = a\\\n[b]"), "a [b]");
    assert_eq!(value("k = a\\\nb ; c"), "a b");
}

#[test]
fn what_does_not_go_on() {
    assert_eq!(value("; comment \\\nk = 1"), "1");
    assert_eq!(value("j = \"C:\\dir\\\\\"\nk = 1"), "1");
}

#[test]
fn lines_of_errors() {
    assert_eq!(error_line("a = 1\nk = a \\\n b \\"), 2);
    assert_eq!(error_line("k = a \\\n b\n\nnonsense"), 4);
    assert_eq!(error_line("k = a \\"), 1);
}

#[test]
fn as_before() {
    let ini = parse("k = 1\nk = 2\n[s]\nk = x = y\nempty =\n").unwrap();
    assert_eq!(ini[""]["k"], "2");
    assert_eq!(ini["s"]["k"], "x = y");
    assert_eq!(ini["s"]["empty"], "");
}
