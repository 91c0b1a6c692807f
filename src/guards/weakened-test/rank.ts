import type { Language } from '../test-code/language.ts';
import type { Assertion } from './assertion.ts';
import { endOfBrackets } from './side.ts';

/** How much an assertion says: 4 one value, 3 nearly one, 2 one of many, 1 nearly anything, 0 nothing at all. */
export type Rank = number;

const WEAK =
  /^(?:defined|truthy|falsy|falsey|exists?|present|instanceof\w*|instance|typeof|type|a|an|akindof|kindof|aninstanceof|kind|string|int|integer|array|callable|number|numeric|bool|object|float|ok|visible|attached|inthedocument|called|success|successful|error|anything|nothrow|doesnotthrow|doesnotraise|doesnotthrowany|nonnull|iserr|isok|some|assignableto|resolvable|pass|any|hidden|enabled|received|iterable|function|nullornil|nottobenull|nothrowsany|notthrows|notraises|assignablefrom|beassignableto|typed)$/;
const PARTIAL =
  /^(?:contains?\w*|contents?contains|includes?\w*|match\w*|regexp?\w*|greater\w*|less\w*|above\w*|below\w*|least|most|atleast\w*|atmost\w*|ge|gt|le|lt|gte|lte|greaterthanorequal|start\w*|ends?with\w*|in|oneof|anyof|between|haskey|key|keys|property|haveproperty|subset\w*|superset|like|partial\w*|satisf\w*|positive|negative|anycall|substring|dictcontainssubset|stringcontains\w*|any|bigger\w*|smaller\w*|morethan\w*|fewer\w*|containstext|countgreaterthan|lengthgreaterthan|sizeisgreaterthan|hassizegreaterthan\w*|objectmatching|anyelement|ratio|prefix|suffix|hasprefix|hassuffix|calledatleastonce|calledonwith|atleastonce)$/;
const APPROXIMATE =
  /^(?:near|closeto|close|almostequals?|indelta|inepsilon|approx\w*|\w*withdelta|within|withaccuracy|relativeeq|absdiffeq|ulpseq|offset|inrange|allclose|almosteq|isclose|equalwithaccuracy|deltaequals|floateq|withintolerance)$/;
const NOTHING_IF_NOT =
  /^(?:null|nil|none|nullvalue|undefined|empty|blank|zero|nothing|default|equals?|eq|same|equalto|eql|be|deepequal|strictequal|emptystring|nullorempty|nullorwhitespace|emptyornil|undefinedornull|identicalto|samejson|sameas)$/;
const THROWS =
  /^(?:throws?\w*|raises?\w*|rejects?|failswith\w*|thrown\w*|exception\w*|expectexception|panics\w*|shouldthrow|thrownby|throwsas|throwserror|rejectedwith|rejected|bethrownby|iserror|throwsexception|thrownexception|expectedexception|bad)$/;
const BROAD =
  /(?<![\w])(?:Base)?(?:Exception|Throwable|RuntimeException|StandardError|Error)(?:\.class|::class)?(?=\s*[),>;\]]|\s*$)|\bstd::exception\b|\bany\s+Error\b|\bError\.self\b|\bRuntimeError\b(?=\s*,?\s*\))/;

const PREFIX =
  /^(?:xct)?(?:asserts?|expects?|requires?|checks?|must|should|tohavebeen|tohave|tobe|to|be|is|has|have|been|does|wont|refute|does|static|ensure|verify|only|that|deeply|strictly|str|case)(?=\w)/;

/** `toHaveBeenCalled` and `assert_called` both come down to `called`. */
function coreOf(name: string): { core: string; negated: boolean } {
  let core = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  let negated = false;
  for (let n = 0; n < 5; n += 1) {
    if (WEAK.test(core) || PARTIAL.test(core) || APPROXIMATE.test(core) || THROWS.test(core)) break;
    const next = core.replace(PREFIX, '');
    const positive = next.replace(/^not(?=\w)/, '');
    if (/^(?:refute|wont)/.test(core) || positive !== next) negated = !negated;
    if (positive === core) break;
    core = positive;
  }
  return { core, negated };
}

function rankOfName(name: string, negatedBefore: boolean): Rank {
  const { core, negated } = coreOf(name);
  const not = negated !== negatedBefore;
  if (NOTHING_IF_NOT.test(core)) return not ? 1 : 4;
  if (core === 'ne' || core === 'notequal' || core === 'notequals') return 1;
  if (core === 'called' && not) return 4;
  if (core === 'noerror') return 2;
  if (WEAK.test(core)) return 1;
  if (PARTIAL.test(core)) return /exactly|only|inorder|sameelements|sameitems/.test(core) ? 4 : 2;
  if (APPROXIMATE.test(core)) return 3;
  if (THROWS.test(core) && not) return 1;
  return 4;
}

/** The parts between the top-level commas of the brackets that open at `open`. */
export function argumentsAt(code: string, text: string, open: number): string[] {
  const end = endOfBrackets(code, open);
  const parts: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < end; at += 1) {
    const c = code[at] ?? '';
    if ('([{'.includes(c)) depth += 1;
    else if (')]}'.includes(c)) depth -= 1;
    if ((c === ',' && depth === 1) || (at === end - 1 && depth === 0)) {
      const part = text.slice(from, at).trim();
      if (part !== '') parts.push(part);
      from = at + 1;
    }
  }
  return parts;
}

export interface Read {
  form: 'expression' | 'chain' | 'named' | 'go';
  name: string;
  arguments: string[];
  /** For a chain: what it says of its subject. For an expression: the expression. */
  says: string;
  saysText: string;
}

const EXPRESSION_NAME =
  /^(?:assert|ok|isok|asserttrue|assertfalse|true|false|istrue|isfalse|truthy|falsy|xctassert|xctasserttrue|xctassertfalse|expecttrue|expectfalse|checkfalse|requirefalse|requiretrue|refute|assertnot|proptestassert|propassert|debugassert|assertthatistrue|assert_true|tassert|bool)$/;

/** Takes an assertion apart, whatever language it is in. */
export function readAssertion({ code, text, head }: Assertion, language: Language): Read {
  const at = Math.max(0, code.indexOf(head.replaceAll('\n', ' ')));
  const tail = at + (/[([{]$/.test(head) ? head.length - 1 : head.length);
  const next = code.slice(tail).search(language === 'ruby' ? /[({]/ : /\(/);
  const open = next === -1 ? -1 : tail + next;
  const name = (/([\w#]+)[?!]?\s*(?:<[^>]*>)?\s*[([{]?$/.exec(head)?.[1] ?? head).replace('#', '');
  const plain = name.toLowerCase().replaceAll('_', '');
  if (language === 'go' && /^\s*(?:\} else )?if\b/.test(code)) {
    const says = code.slice(code.indexOf('if') + 2, code.includes('{') ? code.indexOf('{') : undefined);
    return {
      form: 'go',
      name: 'if',
      arguments: [],
      says,
      saysText: text.slice(code.indexOf('if') + 2, code.indexOf('if') + 2 + says.length),
    };
  }
  const args = open === -1 ? [] : argumentsAt(code, text, open);
  const labelled = language === 'swift' && /\bthrows\s*:/.test(code);
  const bare =
    !labelled &&
    ((language === 'py' && /^assert\b/.test(head)) ||
      (language === 'shell' && /^!?\s*(?:\[|test\b|\(\()/.test(head)) ||
      (language === 'swift' && /^#(?:expect|require)/.test(head)) ||
      (language === 'cpp' && /^(?:CHECK|REQUIRE|EXPECT_TRUE|ASSERT_TRUE)\s*\($/.test(head)) ||
      (language === 'jvm' &&
        !/^(?:\w+\.){0,3}[a-z]\w*\s*(?:<[^>]*>)?\s*[({]$|^should|^@|^must/.test(head) &&
        !/\w\s*\($/.test(head)) ||
      (language === 'ruby' && /^(?:assert|refute|assert_not)$/.test(head)) ||
      EXPRESSION_NAME.test(plain));
  if (bare) {
    const call =
      open !== -1 &&
      !(
        language === 'py' ||
        language === 'shell' ||
        language === 'ruby' ||
        (language === 'jvm' && !/[({]$/.test(head))
      );
    const from = call ? open + 1 : at + (/^(?:assert|refute|assert_not)\b/.test(head) ? head.length : 0);
    const until = call ? endOfBrackets(code, open) - 1 : undefined;
    return {
      form: 'expression',
      name,
      arguments: args,
      says: code.slice(from, until),
      saysText: text.slice(from, until),
    };
  }
  if (
    /^(?:expect|soft|poll|element|expecttypeof|assertthat|that|should|shouldnot|ispexted|isexpected|verify|then|expectthat|message)$/i.test(
      plain,
    ) ||
    /^\.should|should\w*$|must_|wont_/i.test(head)
  ) {
    const infix = !/^(?:expect|soft|poll|element|expecttypeof|assertthat|that|verify|then|expectthat)$/i.test(plain);
    const close = infix || open === -1 ? at + head.length : endOfBrackets(code, open);
    const second =
      args.length > 1 && /^(?:assertthat|that|expectthat)$/i.test(plain)
        ? text.slice(text.indexOf(args[0] ?? '') + (args[0] ?? '').length)
        : null;
    const from = second === null ? (infix ? Math.max(0, at) : close) : text.length - second.length;
    return { form: 'chain', name, arguments: args, says: code.slice(from), saysText: text.slice(from) };
  }
  return { form: 'named', name, arguments: args, says: code, saysText: text };
}

/** Asks for the kind of a value, by whatever matcher. */
const TYPE_ONLY =
  /\(\s*typeof\b|\binstanceof\b|\bArray\.isArray\s*\(|\(\s*isinstance\s*\(|\.is_a\?|\breflect\.TypeOf\b/;

export function rankOf(assertion: Assertion, language: Language): Rank {
  const read = readAssertion(assertion, language);
  if (isTrivial(read, assertion)) return 0;
  if (read.form === 'go') return rankOfFailing(read.says);
  if (read.form === 'expression') return rankOfExpression(read.says, read.name);
  if (TYPE_ONLY.test(assertion.code)) return 1;
  const throws = throwing(read, assertion);
  if (throws !== null) return throws;
  if (read.form === 'named') return rankOfName(read.name, false);
  const names = namesIn(read, language);
  if (/\bbe\s*(?:<|>)/.test(read.says)) return 2;
  if (names.length === 0) return /^(?:verify|message)/i.test(read.name) ? 4 : /^expect[A-Z_]/.test(read.name) ? 4 : 1;
  const negated = names.some((name) => /^(?:not|tonot|notto|not_to|to_not|isnot|shouldnot|never)$/i.test(name));
  return Math.min(
    ...names.filter((name) => !/^(?:not|not_to|to_not|isNot)$/i.test(name)).map((name) => rankOfName(name, negated)),
    4,
  );
}

/** The matchers of a chain, not what stands in their arguments. Cypress and chai-jquery write them as a string. */
function namesIn({ says, saysText }: Read, language: Language): string[] {
  const inString = language === 'js' ? /^\.?should\s*\(\s*(["'])([\w.]+)\1/.exec(saysText.trim())?.[2] : undefined;
  if (inString !== undefined) return inString.split('.').filter((name) => name !== 'be' && name !== 'have');
  // assertThat(x, is(not(empty()))): the matcher is the argument.
  const matcher = /^\s*,/.test(says);
  if (matcher)
    return (says.replace(/^\s*,/, '').match(/[A-Za-z_]\w*(?=\s*[(.]|\s*\)?$)/g) ?? []).filter(
      (name) => !/^(?:Is|Has|Does|is|a)$/.test(name),
    );
  let flat = '';
  let depth = 0;
  for (const c of says) {
    if ('([{'.includes(c)) depth += 1;
    if (depth === 0) flat += c;
    else if (depth === 1 && '([{'.includes(c)) flat += ' ';
    if (')]}'.includes(c)) depth -= 1;
  }
  return (flat.match(/[A-Za-z_]\w*/g) ?? [])
    .filter(
      (name) =>
        !/^(?:and|with|of|Is|Has|Does|to|do|end|error|in|it|new|null|nil)$/.test(name) || /^(?:to be)/.test(name),
    )
    .concat(/\b(?:null|nil)\b/.test(flat) ? ['null'] : []);
}

/** What is expected to be thrown: 4.5 with type and message, 4 with one of them, 2 for whatever it is. */
function throwing(read: Read, { code, text }: Assertion): Rank | null {
  if (/any_?throw|throwany/i.test(code)) return 2;
  const names = read.form === 'named' ? [read.name] : (read.says.match(/[A-Za-z_]\w*/g) ?? []);
  const name = names.find((it) => THROWS.test(coreOf(it).core));
  const byLabel = /\bthrows\s*:/.test(code) || /\bshould_panic\b/.test(code) || /\bexpected\s*=/.test(code);
  if (name === undefined && !byLabel) return null;
  if (names.some((it) => /^(?:not|not_to|to_not|never)$/i.test(it))) return 1;
  if (
    name !== undefined &&
    /^(?:not|no|doesnot)/.test(name.toLowerCase().replaceAll(/^(?:assert|expect|require|xctassert)_?/g, ''))
  )
    return 1;

  const at = name === undefined ? 0 : code.indexOf(name, Math.max(0, code.length - read.says.length - 1));
  const rest = code.slice(at + (name?.length ?? 0));
  const broad = BROAD.test(code);
  const given =
    read.form === 'named' && read.arguments.length > 1 ? read.arguments.slice(1).join(', ') : text.slice(at);
  const says = /["'`/]\s*[^,)]{0,300}["'`/]|\bmatch(?:es)?\s*=|\bmessage\b/i.test(
    given.replace(/(?:=>|->(?= ))[\s\S]*$|\{[^}]*\}\s*$/, ''),
  );
  const empty = /^(?:Error|_error)?\s*(?:<[^>]*>)?\s*(?:\(\s*\)|[;)]|$)/.test(rest.trim());
  if (empty && !/<\s*\w/.test(rest) && !byLabel) return 2;
  const onlyCode =
    read.form === 'named' &&
    read.arguments.length === 1 &&
    /=>|^\(?\)?\s*\{|\bfunc\b|^try\b|\(\)\s*$|^\w+(?:\.\w+)*\(/.test(read.arguments[0] ?? '') &&
    !/<\s*\w/.test(rest.slice(0, 3));
  if (onlyCode) return 2;
  if (broad) return says ? 3 : 2;
  return says ? 4.5 : 4;
}

function rankOfExpression(says: string, name: string): Rank {
  const falsy = /false|not|refute/i.test(name);
  const code = says.replace(/,\s*(?:f?["'`][\s\S]*)?$/, '');
  if (/\|\||\bor\b|\s-o\s/.test(code)) return 1.5;
  if (
    /\bis\s+not\s+None\b|!==?\s*(?:null|nil|undefined|None|nullptr|NULL)\b|\bisinstance\s*\(|\binstanceof\b|\btypeof\b|\bis_some\(|\bis_ok\(|\bis_err\(/.test(
      code,
    )
  )
    return 1;
  if (
    /[^<>=!]==|===|~=|\.equals\s*\(|\bEquals?\s*\(|\bis\s+(?!not\b)|\bmatches!|\.eql\?|\s-eq\s|\s=\s|isEqual|deepEqual/.test(
      code,
    )
  ) {
    if (falsy) return 1.5;
    if (/\bapprox\b|isclose|allclose|\.abs\(|\*\s*(?:\]|"|')|=~|==\s*\*/.test(code)) return 3;
    return 4;
  }
  if (/!=|\s-ne\s|\bis\s+not\b/.test(code)) return 1.5;
  if (
    /(?<![-=>])[<>](?![<>])=?|\bin\b|contains?|includes?|starts_?with|ends_?with|\bmatch|=~|\s-(?:gt|ge|lt|le)\s|\bany\s*\(|\bsearch\b|isclose|abs\s*\(|HasPrefix|HasSuffix/i.test(
      code,
    )
  )
    return 2;
  if (/\s-[fdex]\s/.test(` ${code}`)) return 3.5;
  return /\(/.test(code) ? 1.2 : 1;
}

/** In Go the condition says when the test fails, so `got != want` asks for one value. */
function rankOfFailing(says: string): Rank {
  const code = says.slice(says.lastIndexOf(';') + 1);
  if (/&&/.test(code) && !/\|\|/.test(code)) return 2;
  if (/==\s*nil\b|\blen\([^)]*\)\s*==\s*0|==\s*0\b|==\s*"\s*"/.test(code)) return 1;
  if (/^\s*false\b/.test(code)) return 0;
  if (/!=|DeepEqual|Diff\b|\.Equal\s*\(|!errors\.(?:Is|As)|diff\b/.test(code)) return 4;
  if (/==/.test(code)) return 1.5;
  if (/[<>]|Contains|HasPrefix|HasSuffix|Match/.test(code)) return 2;
  return 1.2;
}

const same = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a !== '' && a.replaceAll(/\s/g, '') === b.replaceAll(/\s/g, '');

/** Holds whatever the code does. */
function isTrivial(read: Read, { code }: Assertion): boolean {
  if (/\|\|\s*(?:true|1)\b|\bor\s+True\b|(?:\bif\s+|\()\s*false\s*&&/.test(code)) return true;
  if (read.form === 'expression') {
    const says = read.saysText
      .replace(/^\s*\(([\s\S]*)\)\s*$/, '$1')
      .trim()
      .replace(/^assert(?:_true)?\s*\(?/, '')
      .trim();
    if (
      /^(?:true|1|!false|!0|not\s+False|"[^"]*"|'[^']*')\s*(?:,[\s\S]*)?$/i.test(says) &&
      !/false|not|refute/i.test(read.name)
    )
      return true;
    if (
      /^(?:t\s*,\s*)?true\s*(?:,[\s\S]*)?$/.test(says) ||
      (/false/i.test(read.name) && /^(?:t\s*,\s*)?false\s*(?:,[\s\S]*)?$/i.test(says))
    )
      return true;
    const sides = /^(?:\[+\s*)?([^=!<>]{1,300}?)\s*(?:===?|-eq|\bis\b)\s*([^=!<>]{1,300}?)(?:\s*\]+)?$/.exec(says);
    return same(sides?.[1], sides?.[2]?.replace(/,\s*f?["'][\s\S]*$/, ''));
  }
  if (read.form === 'chain') {
    const given = read.arguments[0];
    const expected =
      /\(([^()]{0,300}(?:\([^()]{0,200}\)[^()]{0,100})?)\)\s*$/.exec(read.saysText.trim())?.[1]?.trim() ??
      /\beq\s+(\S{1,200})$/.exec(read.saysText)?.[1];
    const literal = given !== undefined && /^(?:true|false|null|nil|\d+)$/i.test(given);
    if (
      literal &&
      /\b(?:toBeTruthy|toBeDefined|toBe|toEqual|be_truthy|isTrue|isEqualTo)\b/.test(read.says) &&
      (expected === undefined || expected === '' || same(given, expected))
    )
      return true;
    return same(given, expected) && !/\bnot\b|Throw|Called/.test(read.says);
  }
  const equal =
    /equal|_eq$|^eq$|^is$|^same|assertsame|areequal|assert_eq/i.test(read.name) && !/not|ne$/i.test(read.name);
  const args = /^(?:t|s)$/.test(read.arguments[0] ?? '') ? read.arguments.slice(1) : read.arguments;
  return equal && same(args[0], args[1]);
}

export const isBroad = (code: string): boolean => BROAD.test(code);
