import { lines, type LogCase } from '../log-case.ts';

const go = { language: 'go' } as const;
const mod = { 'go.mod': 'module example.test/shop\n\ngo 1.19\n' };
const rust = { language: 'rust' } as const;
const cargo = { 'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n' };
const java = { language: 'java' } as const;

export const goCases: LogCase[] = [
  {
    ...go,
    tool: 'go',
    slug: 'build',
    kind: 'compile',
    files: {
      ...mod,
      'main.go': `package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\tvar n int = "five"\n\tfmt.Println(n, total)\n}\n`,
    },
    command: 'go build ./...',
    essential: [
      './main.go:9:14',
      'cannot use "five" (untyped string constant) as int value',
      './main.go:10:17',
      'undefined: total',
      './main.go:5:2',
      'imported and not used: "os"',
    ],
  },
  {
    ...go,
    tool: 'go-test',
    slug: 'assertion',
    kind: 'test',
    files: {
      ...mod,
      'many_test.go': `package shop\n\nimport "testing"\n\n${lines(60, (n) => `func TestOk${n}(t *testing.T) {}\n`)}`,
      'sum_test.go': `package shop\n\nimport "testing"\n\nfunc TestSum(t *testing.T) {\n\tfor _, c := range []struct{ name string; want int }{{"one", 1}, {"two", 3}} {\n\t\tt.Run(c.name, func(t *testing.T) {\n\t\t\tif got := len(c.name) - 2; got != c.want {\n\t\t\t\tt.Errorf("sum(%s) = %d, want %d", c.name, got, c.want)\n\t\t\t}\n\t\t})\n\t}\n}\n`,
    },
    command: 'go test -v ./...',
    essential: ['TestSum/two', 'sum_test.go:9', 'sum(two) = 1, want 3'],
    noise: ['TestOk17'],
  },
  {
    ...go,
    tool: 'go-test',
    slug: 'panic',
    kind: 'crash',
    files: {
      ...mod,
      'cart.go': `package shop\n\nfunc First(items []int) int {\n\treturn items[0]\n}\n`,
      'cart_test.go': `package shop\n\nimport "testing"\n\nfunc TestFirst(t *testing.T) {\n\tFirst(nil)\n}\n`,
    },
    command: 'go test ./...',
    essential: ['TestFirst', 'panic: runtime error: index out of range [0] with length 0', 'cart.go:4'],
  },
  {
    ...go,
    tool: 'go-test',
    slug: 'timeout',
    kind: 'timeout',
    files: {
      ...mod,
      'a_test.go': `package shop\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestWaits(t *testing.T) {\n\ttime.Sleep(time.Hour)\n}\n`,
    },
    command: 'go test -timeout 1s ./...',
    essential: ['panic: test timed out after 1s', 'a_test.go:9'],
  },
  {
    ...go,
    tool: 'go-test',
    slug: 'build-failed',
    kind: 'compile',
    files: {
      ...mod,
      'a_test.go': `package shop\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n\tif Price(1) != 2 {\n\t\tt.Fatal("bad")\n\t}\n}\n`,
    },
    command: 'go test ./...',
    essential: ['./a_test.go:6:5', 'undefined: Price', '[build failed]'],
  },
  {
    ...go,
    tool: 'go',
    slug: 'vet',
    kind: 'lint',
    files: { ...mod, 'a.go': `package shop\n\nimport "fmt"\n\nfunc Say(n int) { fmt.Printf("%s\\n", n) }\n` },
    command: 'go vet ./...',
    essential: ['a.go:5', 'Printf format %s has arg n of wrong type int'],
  },
  {
    ...go,
    tool: 'go',
    slug: 'missing-module',
    kind: 'dependency',
    files: { ...mod, 'a.go': `package shop\n\nimport _ "example.test/colour/v2"\n` },
    command: 'GOFLAGS=-mod=mod GOPROXY=off go build ./...',
    essential: ['a.go:3:8', 'example.test/colour/v2'],
  },
  {
    ...go,
    tool: 'gofmt',
    slug: 'diff',
    kind: 'format',
    files: { ...mod, 'a.go': `package shop\n\nfunc  A( ) int {return 1}\n` },
    command: 'gofmt -d . && test -z "$(gofmt -l .)"',
    essential: ['a.go', 'func A() int { return 1 }'],
  },
  {
    ...go,
    tool: 'go-test',
    slug: 'green',
    kind: 'success',
    files: {
      ...mod,
      'a_test.go': `package shop\n\nimport "testing"\n\n${lines(20, (n) => `func TestOk${n}(t *testing.T) {}\n`)}`,
    },
    command: 'go test ./...',
    essential: [],
  },
];

export const rustCases: LogCase[] = [
  {
    ...rust,
    tool: 'rustc',
    slug: 'types',
    kind: 'compile',
    files: {
      ...cargo,
      'src/lib.rs': `pub fn half(n: u32) -> u32 {\n    n / 2.0\n}\n\npub fn name() -> String {\n    "shop"\n}\n`,
    },
    command: 'cargo build --offline',
    essential: [
      'error[E0277]: cannot divide `u32` by `{float}`',
      'src/lib.rs:2:7',
      'error[E0308]: mismatched types',
      'src/lib.rs:6:5',
      'expected `String`, found `&str`',
    ],
  },
  {
    ...rust,
    tool: 'rustc',
    slug: 'borrow',
    kind: 'compile',
    files: {
      ...cargo,
      'src/lib.rs': `pub fn grow(list: &mut Vec<i32>) -> i32 {\n    let first = &list[0];\n    list.push(4);\n    *first\n}\n`,
    },
    command: 'cargo build --offline',
    essential: [
      'error[E0502]',
      'src/lib.rs:3:5',
      'cannot borrow `*list` as mutable because it is also borrowed as immutable',
    ],
  },
  {
    ...rust,
    tool: 'cargo-test',
    slug: 'assertion',
    kind: 'test',
    files: {
      ...cargo,
      'src/lib.rs': `#[cfg(test)]\nmod tests {\n${lines(50, (n) => `    #[test]\n    fn ok_${n}() {}`)}\n    #[test]\n    fn adds_vat() {\n        assert_eq!(100 + 19, 120, "vat of a hundred");\n    }\n}\n`,
    },
    command: 'cargo test --offline',
    essential: ['tests::adds_vat', 'vat of a hundred', 'left: 119', 'right: 120', 'src/lib.rs:105'],
    noise: ['ok_17'],
  },
  {
    ...rust,
    tool: 'cargo-test',
    slug: 'unwrap',
    kind: 'test',
    files: {
      ...cargo,
      'src/lib.rs': `pub fn parse(s: &str) -> i32 {\n    s.parse().unwrap()\n}\n\n#[test]\nfn parses() {\n    parse("x");\n}\n`,
    },
    command: 'cargo test --offline',
    essential: [
      'parses',
      'called `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }',
      'src/lib.rs:2',
    ],
  },
  {
    ...rust,
    tool: 'cargo',
    slug: 'missing-crate',
    kind: 'dependency',
    files: {
      'Cargo.toml':
        '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nserde_nope = "1"\n',
      'src/lib.rs': '',
    },
    command: 'cargo build --offline',
    essential: ['no matching package named `serde_nope` found'],
  },
  {
    ...rust,
    tool: 'clippy',
    slug: 'deny',
    kind: 'lint',
    files: {
      ...cargo,
      'src/lib.rs': `pub fn is_on(v: bool) -> bool {\n    if v == true {\n        return true;\n    }\n    false\n}\n`,
    },
    command: 'cargo clippy --offline -- -D warnings',
    essential: ['src/lib.rs:2', '/bool_comparison|equality checks against true/'],
  },
  {
    ...rust,
    tool: 'rustfmt',
    slug: 'check',
    kind: 'format',
    files: { ...cargo, 'src/lib.rs': 'pub fn a( )->i32{1}\n' },
    command: 'cargo fmt --check',
    essential: ['src/lib.rs', 'Diff in', 'pub fn a() -> i32 {'],
  },
  {
    ...rust,
    tool: 'cargo',
    slug: 'green-warnings',
    kind: 'success',
    files: { ...cargo, 'src/lib.rs': `fn unused() {}\n${lines(30, (n) => `#[test]\nfn ok_${n}() {}`)}\n` },
    command: 'cargo test --offline',
    essential: [],
  },
  {
    ...rust,
    tool: 'rust',
    slug: 'overflow',
    kind: 'crash',
    hint: 'cargo',
    files: {
      ...cargo,
      'src/main.rs': `fn deep(n: u64) -> u64 {\n    let pad = [n; 4096];\n    deep(n + 1) + pad[0]\n}\nfn main() {\n    println!("{}", deep(0));\n}\n`,
    },
    command: 'cargo run --offline',
    essential: ['has overflowed its stack'],
  },
];

const pom = (name: string, extra = '', parent = ''): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>${parent}
  <groupId>test.shop</groupId><artifactId>${name}</artifactId><version>1.0</version>
  <properties><maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
  <build><pluginManagement><plugins>${['resources:3.3.1', 'compiler:3.13.0', 'surefire:3.2.5'].map((one) => `<plugin><artifactId>maven-${one.split(':')[0]}-plugin</artifactId><version>${one.split(':')[1]}</version></plugin>`).join('')}</plugins></pluginManagement></build>${extra}
</project>
`;
const junit =
  '<dependencies><dependency><groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>5.10.2</version><scope>test</scope></dependency></dependencies>';
const mvn = 'mvn -o -B -Dmaven.test.failure.ignore=false';
const test = (body: string): string =>
  `package shop;\n\nimport static org.junit.jupiter.api.Assertions.assertEquals;\n\nimport org.junit.jupiter.api.Test;\n\npublic class PriceTest {\n${body}}\n`;

export const jvmCases: LogCase[] = [
  {
    ...java,
    tool: 'javac',
    slug: 'symbols',
    kind: 'compile',
    files: {
      'shop/Cart.java': `package shop;\n\nclass Cart {\n  int total() {\n    String n = 5;\n    return prices.size();\n  }\n}\n`,
    },
    command: 'javac shop/*.java',
    essential: [
      'shop/Cart.java:5',
      'incompatible types: int cannot be converted to String',
      'shop/Cart.java:6',
      'cannot find symbol',
      'variable prices',
    ],
  },
  {
    ...java,
    tool: 'javac',
    slug: 'syntax',
    kind: 'compile',
    files: { 'A.java': `class A {\n  int f() { return 1 }\n}\n` },
    command: 'javac A.java',
    essential: ['A.java:2', "';' expected"],
  },
  {
    ...java,
    tool: 'java',
    slug: 'exception',
    kind: 'crash',
    files: {
      'Main.java': `import java.util.Map;\n\npublic class Main {\n  static int price(Map<String, Integer> m, String k) {\n    try {\n      return m.get(k);\n    } catch (NullPointerException e) {\n      throw new IllegalStateException("no price for " + k, e);\n    }\n  }\n\n  public static void main(String[] args) {\n    price(Map.of(), "tea");\n  }\n}\n`,
    },
    command: 'java Main.java',
    essential: [
      'java.lang.IllegalStateException: no price for tea',
      'Main.java:8',
      'Caused by: java.lang.NullPointerException',
    ],
  },
  {
    ...java,
    tool: 'java',
    slug: 'oom',
    kind: 'crash',
    files: {
      'Main.java': `import java.util.ArrayList;\n\npublic class Main {\n  public static void main(String[] args) {\n    var all = new ArrayList<long[]>();\n    while (true) all.add(new long[1000000]);\n  }\n}\n`,
    },
    command: 'java -Xmx32m Main.java',
    essential: ['java.lang.OutOfMemoryError: Java heap space', 'Main.java:6'],
  },
  {
    ...java,
    tool: 'maven',
    slug: 'compile',
    kind: 'compile',
    files: {
      'pom.xml': pom('shop'),
      'src/main/java/shop/Price.java': `package shop;\n\npublic class Price {\n  public int gross(int net) {\n    return net + tax;\n  }\n}\n`,
    },
    command: `${mvn} compile`,
    essential: ['Price.java:[5,18] cannot find symbol', 'variable tax', 'Failed to execute goal'],
  },
  {
    ...java,
    tool: 'maven',
    slug: 'test-failure',
    kind: 'test',
    files: {
      'pom.xml': pom('shop', junit),
      'src/main/java/shop/Price.java': `package shop;\n\npublic class Price {\n  public static int gross(int net) {\n    return net + 9;\n  }\n}\n`,
      'src/test/java/shop/PriceTest.java': test(
        `  @Test public void addsTax() {\n    assertEquals(110, Price.gross(100));\n  }\n\n  @Test public void fails() {\n    Price.gross(((Integer) null));\n  }\n\n  @Test public void isFine() {}\n`,
      ),
    },
    command: `${mvn} test`,
    essential: [
      'addsTax',
      'expected: <110> but was: <109>',
      'PriceTest.java:9',
      'java.lang.NullPointerException',
      'PriceTest.java:13',
      'Failed to execute goal',
    ],
  },
  {
    ...java,
    tool: 'maven',
    slug: 'missing-dependency',
    kind: 'dependency',
    files: {
      'pom.xml': pom(
        'shop',
        '<dependencies><dependency><groupId>test.none</groupId><artifactId>nowhere</artifactId><version>9.9</version></dependency></dependencies>',
      ),
    },
    command: `${mvn} compile`,
    essential: ['test.none:nowhere:jar:9.9', 'Could not resolve dependencies'],
  },
  {
    ...java,
    tool: 'maven',
    slug: 'reactor',
    kind: 'compile',
    files: {
      'pom.xml': pom(
        'parent',
        '<packaging>pom</packaging><modules><module>core</module><module>web</module><module>cli</module></modules>',
      ),
      'core/pom.xml': pom('core'),
      'core/src/main/java/Core.java': 'public class Core {}\n',
      'web/pom.xml': pom('web'),
      'web/src/main/java/Web.java': 'public class Web {\n  Servlet s;\n}\n',
      'cli/pom.xml': pom('cli'),
      'cli/src/main/java/Cli.java': 'public class Cli {}\n',
    },
    command: `${mvn} compile`,
    essential: ['Web.java:[2,3] cannot find symbol', 'class Servlet', 'on project web'],
  },
  {
    ...java,
    tool: 'maven',
    slug: 'green',
    kind: 'success',
    files: {
      'pom.xml': pom('shop', junit),
      'src/test/java/shop/PriceTest.java': test(lines(12, (n) => `  @Test public void fine${n}() {}`) + '\n'),
    },
    command: `${mvn} test`,
    essential: [],
  },
  {
    ...java,
    tool: 'maven',
    slug: 'bad-pom',
    kind: 'compile',
    files: { 'pom.xml': '<project>\n  <modelVersion>4.0.0</modelVersion>\n  <artifactId>x</artifactId\n</project>\n' },
    command: `${mvn} compile`,
    essential: ['Non-parseable POM', '/position: .* @4:1|@4:/'],
  },
];
