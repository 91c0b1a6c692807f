/** Files of programs and of settings, where a character counts for what it is; all others are texts. */
const CODE =
  /\.(?:[cm]?[jt]sx?|py|pyi|go|java|kts?|groovy|gradle|scala|cs|fs|vb|rs|rb|php|swift|c|cc|cpp|cxx|h|hh|hpp|m|mm|dart|ex|exs|erl|hs|lua|pl|r|jl|vue|svelte|css|s[ac]ss|less|sql|sh|bash|zsh|ps1|tf|nix|proto|graphql|zig|nim|sol)$|(?:^|\/)(?:Dockerfile|Containerfile|Makefile|Jenkinsfile|Rakefile|Gemfile)[\w.-]*$/i;
const SETTINGS =
  /\.(?:json5?|jsonc|ya?ml|toml|ini|cfg|conf|properties|xml|env|lock|mk|cmake|bazel|bzl)$|(?:^|\/)(?:BUILD|CODEOWNERS|\.env[\w.]*|\.[\w-]+rc)$/i;
const TRANSLATION =
  /(?:^|\/)(?:locales?|i18n|l10n|lang|langs|languages|translations?|messages|intl|strings|nls)\/|\.(?:po|pot|arb|ftl|strings|xliff|xlf|resx)$|(?:^|[/._-])(?:messages|strings|translations?)[._-]?[a-z]{0,2}(?:[_-][A-Z]{2})?\.(?:json|ya?ml|properties|xml|ts|js)$|values-[a-z]{2}/i;

export type Kind = 'code' | 'settings' | 'translation' | 'text';

export function kindOf(path: string): Kind {
  if (TRANSLATION.test(path)) return 'translation';
  return CODE.test(path) ? 'code' : SETTINGS.test(path) ? 'settings' : 'text';
}

export interface Part {
  in: 'code' | 'string' | 'comment';
  text: string;
}

const HASH =
  /\.(?:py|pyi|rb|sh|bash|zsh|pl|r|jl|ya?ml|toml|ini|cfg|conf|properties|tf|nix|ex|exs|env|mk|cmake|bazel|bzl|ps1|php)$|(?:^|\/)(?:Makefile|Dockerfile|Rakefile|Gemfile|BUILD|CODEOWNERS|\.env[\w.]*)$/i;
const DASHES = /\.(?:sql|lua|hs|ada)$/i;

/** A line's code, strings and comments. What began on an earlier line is not known; a line that begins with `*` is taken for a comment. */
export function partsOf(line: string, path: string): Part[] {
  if (/^\s*(?:\*|\/\*|<!--)/.test(line)) return [{ in: 'comment', text: line }];
  const comment = HASH.test(path) ? '#' : DASHES.test(path) ? '--' : '//';
  const parts: Part[] = [];
  let from = 0;
  const end = (at: number, kind: Part['in']) => {
    if (at > from) parts.push({ in: kind, text: line.slice(from, at) });
    from = at;
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (line.startsWith(comment, at) || line.startsWith('/*', at)) {
      end(at, 'code');
      end(line.length, 'comment');
      break;
    }
    if (char !== '"' && char !== "'" && char !== '`') continue;
    const close = closing(line, at + 1, char);
    // A lone apostrophe is one of a lifetime or of a text.
    if (close === -1) continue;
    end(at, 'code');
    end(close + 1, 'string');
    at = close;
  }
  end(line.length, 'code');
  return parts;
}

/** Searched at most once per kind of quote and line, for long lines of lone quotes. */
function closing(line: string, from: number, quote: string): number {
  const limit = Math.min(line.length, from + 5000);
  for (let at = from; at < limit; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === quote) return at;
  }
  return -1;
}
