use std::collections::BTreeMap;

/// Values by section and key. Keys before the first section are in the section "".
pub type Ini = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

/// Reads `key = value` lines, `[sections]`, and lines of comment with `;` or `#`.
pub fn parse(text: &str) -> Result<Ini, ParseError> {
    let mut ini = Ini::new();
    let mut section = String::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        let fail = |message: &str| ParseError {
            line: at + 1,
            message: message.to_string(),
        };
        if line.is_empty() || line.starts_with(';') || line.starts_with('#') {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = rest
                .strip_suffix(']')
                .ok_or_else(|| fail("a section without ]"))?;
            section = name.trim().to_string();
            ini.entry(section.clone()).or_default();
            continue;
        }
        let (key, value) = line.split_once('=').ok_or_else(|| fail("no ="))?;
        if key.trim().is_empty() {
            return Err(fail("no key"));
        }
        ini.entry(section.clone())
            .or_default()
            .insert(key.trim().to_string(), value.trim().to_string());
    }
    Ok(ini)
}
