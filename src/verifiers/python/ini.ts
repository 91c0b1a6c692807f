export type IniSection = ReadonlyMap<string, string>;
export type Ini = ReadonlyMap<string, IniSection>;

/**
 * Reads an INI file as Python's configparser does: `key = value` or `key: value`, indented lines go on with the value
 * above, `#` and `;` begin comments. A line that fits nothing is left out: its own tool will complain.
 */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | null = null;
  let key: string | null = null;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    const heading = /^\[([^\]]+)\]\s*$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = sections.get(heading) ?? new Map();
      sections.set(heading, section);
      key = null;
    } else if (section !== null && key !== null && /^\s+\S/.test(line)) {
      section.set(key, `${section.get(key) ?? ''}\n${line.trim()}`.trim());
    } else if (section !== null && /^\S/.test(line)) {
      const [, name = '', value = ''] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      key = name === '' ? null : name;
      if (key !== null) section.set(key, value.replace(/\s+#.*$/, '').trim());
    }
  }
  return sections;
}

/** A section as plain data, less some keys: for hashing and for comparing. */
export const sectionData = (section: IniSection, without: readonly string[] = []): Record<string, string> =>
  Object.fromEntries([...section].filter(([key]) => !without.includes(key)));
