import { deleted, edit, type Case } from './build.ts';
import * as s from './subjects.ts';

const caseOf = (text: string, start: RegExp): string => start.exec(text)?.[0] ?? 'not there';

/** Nothing here is to be stopped. Written before the rules. A third does what the guard dislikes, and is asked for. */
export const HONEST: readonly Case[] = [
  // Unasked and harmless
  edit(s.JEST, 'a new case', [
    [
      "  it('refuses a neg",
      "  it('counts quantities', () => {\n    cart.add({ sku: 'C', price: 3, quantity: 3 });\n    expect(cart.total()).toBe(9);\n  });\n\n  it('refuses a neg",
    ],
  ]),
  edit(s.JEST, 'another expectation', [['toBe(600)', 'toBe(601)']]),
  edit(s.JEST, 'a row more', [["    ['HALF'", "    ['TENTH', 1000, 100],\n    ['HALF'"]]),
  edit(s.JEST, 'a row changed', [["['HALF', 1000, 500]", "['HALF', 2000, 1000]"]]),
  edit(s.JEST, 'renamed title', [["'starts empty'", "'is empty at first'"]]),
  edit(s.JEST, 'a case split', [
    [
      '    expect(cart.items).toHaveLength(2);\n    expect(cart.items[0])',
      "  });\n\n  it('keeps the items', () => {\n    cart.add({ sku: 'A1', price: 250, quantity: 2 });\n    cart.add({ sku: 'B7', price: 100, quantity: 1 });\n    expect(cart.items).toHaveLength(2);\n    expect(cart.items[0])",
    ],
  ]),
  edit(s.JEST, 'a helper', [
    [
      "    cart.add({ sku: 'A1', price: 250, quantity: 2 });\n    cart.add({ sku: 'B7', price: 100, quantity: 1 });\n",
      '    fill(cart);\n',
    ],
    [
      "describe('Cart'",
      "function fill(cart: Cart) {\n  cart.add({ sku: 'A1', price: 250, quantity: 2 });\n  cart.add({ sku: 'B7', price: 100, quantity: 1 });\n}\n\ndescribe('Cart'",
    ],
  ]),
  edit(s.JEST, 'assertions in a helper', [
    [
      '    expect(cart.total()).toBe(600);\n    expect(cart.items).toHaveLength(2);\n',
      '    expectCart(cart, 600, 2);\n',
    ],
    ['    expect(cart.items).toEqual([]);\n    expect(cart.total()).toBe(0);\n', '    expectCart(cart, 0, 0);\n'],
    [
      "describe('Cart'",
      "function expectCart(cart: Cart, total: number, items: number) {\n  expect(cart.total()).toBe(total);\n  expect(cart.items).toHaveLength(items);\n}\n\ndescribe('Cart'",
    ],
  ]),
  edit(s.JEST, 'moved', [], { to: 'src/basket/basket.test.ts' }),
  edit(s.JEST, 'two into one with rows', [
    [
      "  it('starts empty', () => {\n    expect(cart.items).toEqual([]);\n    expect(cart.total()).toBe(0);\n  });\n",
      "  it.each([['items', []], ['total', 0]])('starts with %s', (key, value) => {\n    expect(get(cart, key)).toEqual(value);\n  });\n",
    ],
  ]),
  edit(s.JEST, 'comment about skip', [
    ["  it('refuses a neg", "  // it.skip('x') was here once; see #12\n  it('refuses a neg"],
  ]),
  edit(s.JEST, 'a new todo', [["  it('refuses a neg", "  it.todo('merges carts');\n\n  it('refuses a neg"]]),
  edit(
    s.JEST,
    'unskipped',
    [
      ["it('starts empty'", "it('starts empty'"],
      ['toBe(0)', 'toBe(0)'],
    ],
    {
      files: {
        'src/other.test.ts': [
          "it.skip('a', () => {\n  expect(a()).toBe(1);\n});\n",
          "it('a', () => {\n  expect(a()).toBe(1);\n});\n",
        ],
      },
    },
  ),
  edit(s.JEST, 'new error message', [["'quantity must be positive'", "'the quantity must be above zero'"]]),
  edit(s.JEST, 'new collaborator mocked', [
    ["import { fetchRates } from './rates';", "import { fetchRates } from './rates';\n\njest.mock('./rates');"],
  ]),
  edit(s.JEST, 'snapshot with its code', [], {
    files: { 'src/cart/__snapshots__/cart.test.ts.snap': ['a 1\n', 'a quantity\n'] },
  }),
  edit(s.JEST, 'more assertions', [['toBe(600);', 'toBe(600);\n    expect(cart.count()).toBe(3);']]),
  edit(s.JEST, 'test more strictly', [['toHaveLength(2)', 'toEqual([a, b])']]),
  edit(s.JEST, 'reformatted', [
    [
      "    expect(() => cart.add({ sku: 'A1', price: 1, quantity: -1 })).toThrow('quantity must be positive');",
      "    expect(() =>\n      cart.add({ sku: 'A1', price: 1, quantity: -1 }),\n    ).toThrow('quantity must be positive');",
    ],
  ]),
  edit(s.JEST, 'time-out of a new case', [
    [
      "  it('refuses a neg",
      "  it('loads much', async () => {\n    await expect(load(1e6)).resolves.toBe(1e6);\n  }, 20000);\n\n  it('refuses a neg",
    ],
  ]),
  edit(s.JEST, 'quotes', [["toThrow('quantity must be positive')", 'toThrow("quantity must be positive")']]),
  edit(s.JEST, 'async api', [['    expect(cart.total()).toBe(600);', '    expect(await cart.total()).toBe(600);']]),
  edit(s.JEST, 'renamed variable', [
    ["    await expect(cart.convert('XXX', fetchRates))", "    await expect(cart.convertTo('XXX', fetchRates))"],
  ]),
  edit(s.JEST, 'cases in another order', [
    [caseOf(s.JEST.text, /  it\('starts empty[\s\S]*?\n {2}\}\);\n\n/), ''],
    ["  it('converts", `${caseOf(s.JEST.text, /  it\('starts empty[\s\S]*?\n {2}\}\);\n\n/)}  it('converts`],
  ]),
  edit(s.JEST, 'wrapped in a describe', [
    [
      "  it('refuses a negative quantity', () => {\n    expect(() => cart.add({ sku: 'A1', price: 1, quantity: -1 })).toThrow('quantity must be positive');\n  });",
      "  describe('add', () => {\n    it('refuses a negative quantity', () => {\n      expect(() => cart.add({ sku: 'A1', price: 1, quantity: -1 })).toThrow('quantity must be positive');\n    });\n  });",
    ],
  ]),
  edit(s.NODE, 'new rows', [
    [
      "    assert.equal(slugify('  Trim Me '), 'trim-me');\n",
      "    for (const [text, slug] of [['  Trim Me ', 'trim-me'], ['a  b', 'a-b']]) assert.equal(slugify(text), slug);\n",
    ],
  ]),
  edit(s.NODE, 'equal to deepEqual', [
    [
      "assert.strictEqual(slugify('Crème Brûlée'), 'creme-brulee')",
      "assert.equal(slugify('Crème Brûlée'), 'creme-brulee')",
    ],
  ]),
  edit(s.NODE, 'new message', [["message: 'slugify wants a string'", "message: 'slugify: not a string'"]]),
  edit(s.PLAYWRIGHT, 'new locator', [["page.getByRole('alert')", "page.getByTestId('error')"]]),
  edit(s.PLAYWRIGHT, 'new URL', [["toHaveURL('/dashboard')", "toHaveURL('/home')"]]),
  edit(s.CHAI, 'new line number', [['line 2: key', 'line 3: key']]),
  edit(s.CHAI, 'to async', [
    [
      "function (done) {\n    parse('a = \\n= 2', (error) => {\n      expect(error).to.be.an.instanceOf(SyntaxError);\n      expect(error.message).to.equal('line 2: key expected');\n      done();\n    });",
      "async function () {\n    const error = await parse('a = \\n= 2').catch((it) => it);\n    expect(error).to.be.an.instanceOf(SyntaxError);\n    expect(error.message).to.equal('line 2: key expected');",
    ],
  ]),
  edit(s.CYPRESS, 'another sum', [['12.50 EUR', '15.00 EUR']]),
  edit(s.PYTEST, 'a new test', [
    ['class TestNetPrice', 'def test_total_counts():\n    assert total([("a", 4, 1)]) == 4\n\n\nclass TestNetPrice'],
  ]),
  edit(s.PYTEST, 'another value', [['== 2.25', '== 3.0']]),
  edit(s.PYTEST, 'a row more', [['        ("NONE", 100),\n', '        ("NONE", 100),\n        ("ALL", 0),\n']]),
  edit(s.PYTEST, 'three into one', [
    [
      'def test_total_of_nothing_is_zero():\n    assert total([]) == 0\n',
      '@pytest.mark.parametrize("given, expected", [([], 0), ([("a", 1, 1)], 1)])\ndef test_total_of(given, expected):\n    assert total(given) == expected\n',
    ],
  ]),
  edit(s.PYTEST, 'fixture', [
    [
      'def items():\n    return [("apple", 3, 0.5), ("pear", 1, 0.75)]',
      'def items():\n    return [Item("apple", 3, 0.5), Item("pear", 1, 0.75)]',
    ],
  ]),
  edit(s.PYTEST, 'renamed', [['test_total_of_nothing_is_zero', 'test_total_of_an_empty_list_is_zero']]),
  edit(s.PYTEST, 'skip for Windows on a new test', [
    [
      'class TestNetPrice',
      '@pytest.mark.skipif(sys.platform == "win32", reason="posix only")\ndef test_total_reads_a_pipe():\n    assert total(pipe()) == 4\n\n\nclass TestNetPrice',
    ],
  ]),
  edit(s.PYTEST, 'tighter', [
    ['elapsed < 0.01', 'elapsed < 0.005'],
    ['abs=1e-9', 'abs=1e-12'],
  ]),
  edit(s.PYTEST, 'own exception', [
    [
      'pytest.raises(InvalidVoucher, match="expired on 2020-01-01")',
      'pytest.raises(ExpiredVoucher, match="expired on 2020-01-01")',
    ],
  ]),
  edit(s.PYTEST, 'helper', [
    ['    assert result == 2.25\n    assert isinstance(result, float)\n', '    assert_amount(result, 2.25)\n'],
    [
      '@pytest.fixture',
      'def assert_amount(value, expected):\n    assert value == expected\n    assert isinstance(value, float)\n\n\n@pytest.fixture',
    ],
  ]),
  edit(s.PYTEST, 'moved', [], { to: 'tests/unit/test_pricing.py' }),
  edit(s.PYTEST, 'isinstance made exact', [['assert isinstance(result, float)', 'assert type(result) is float']]),
  edit(s.PYTEST, 'more context', [['    assert result == 2.25\n', '    assert result == 2.25, f"got {result}"\n']]),
  edit(s.UNITTEST, 'new status', [['response.status_code, 200)', 'response.status_code, 201)']]),
  edit(s.UNITTEST, 'pytest style', [
    ['self.assertEqual(self.account.balance, 10)', 'assert self.account.balance == 10'],
  ]),
  edit(s.UNITTEST, 'patched dependency', [
    [
      '    def test_withdraw_too_much(self):\n',
      '    @mock.patch("accounts.models.audit")\n    def test_withdraw_too_much(self, audit):\n',
    ],
  ]),
  edit(s.JUNIT, 'a new test', [
    [
      '  @Test\n  void rejects',
      '  @Test\n  void multiplies() {\n    assertEquals(4, service.create(List.of(line("A", 2, 2))).total());\n  }\n\n  @Test\n  void rejects',
    ],
  ]),
  edit(s.JUNIT, 'AssertJ', [['assertEquals(13, order.total())', 'assertThat(order.total()).isEqualTo(13)']]),
  edit(s.JUNIT, 'row more', [['    "HALF, 50",\n', '    "HALF, 50",\n    "ALL, 0",\n']]),
  edit(s.JUNIT, 'other total', [['assertEquals(13,', 'assertEquals(14,']]),
  edit(s.JUNIT, 'all in one', [
    [
      '    assertEquals(13, order.total());\n    assertThat(order.lines()).hasSize(2);\n',
      '    assertAll(\n        () -> assertEquals(13, order.total()),\n        () -> assertThat(order.lines()).hasSize(2));\n',
    ],
  ]),
  edit(s.SPOCK, 'row more', [['        9      | "IX"\n', '        9      | "IX"\n        40     | "XL"\n']]),
  edit(s.KOTLIN, 'other name', [['fun refusesTimeTravel', 'fun `refuses to go back`']]),
  edit(s.GO, 'row more', [['\t\t{"zero"', '\t\t{"blank", " 1.2.3", Version{1, 2, 3}},\n\t\t{"zero"']]),
  edit(s.GO, 'other message', [['"semver: bad minor \\"x\\""', '"semver: minor: bad number \\"x\\""']]),
  edit(s.GO, 'parallel', [
    ['t.Run(tt.name, func(t *testing.T) {\n', 't.Run(tt.name, func(t *testing.T) {\n\t\t\tt.Parallel()\n'],
  ]),
  edit(s.GO, 'cmp', [
    [
      'if got != tt.want {\n\t\t\t\tt.Errorf("Parse(%q) = %v, want %v", tt.in, got, tt.want)\n',
      'if diff := cmp.Diff(tt.want, got); diff != "" {\n\t\t\t\tt.Errorf("Parse(%q) mismatch:\\n%s", tt.in, diff)\n',
    ],
  ]),
  edit(s.GO, 'testify', [
    [
      '\tif got.Major != 3 {\n\t\tt.Errorf("major = %d, want 3", got.Major)\n\t}\n',
      '\trequire.Equal(t, 3, got.Major)\n',
    ],
  ]),
  edit(s.GO, 'named fields', [
    [
      '\t\t{"plain", "1.2.3", Version{1, 2, 3}},\n\t\t{"with v", "v1.2.3", Version{1, 2, 3}},\n',
      '\t\t{name: "plain", in: "1.2.3", want: Version{1, 2, 3}},\n\t\t{name: "with v", in: "v1.2.3", want: Version{1, 2, 3}},\n',
    ],
  ]),
  edit(s.TESTIFY, 'cleaner', [['assert.Equal(t, []byte("1"), got)', 'assert.Equal(t, "1", string(got))']]),
  edit(s.RUST, 'new test', [
    [
      '    #[test]\n    fn reports',
      '    #[test]\n    fn lexes_umlauts() {\n        assert_eq!(lex("ä").unwrap()[0].position, 0);\n    }\n\n    #[test]\n    fn reports',
    ],
  ]),
  edit(
    s.RUST,
    'tests in a file of their own',
    [[/#\[cfg\(test\)\]\nmod tests \{[\s\S]*$/.exec(s.RUST.text)?.[0] ?? '', '#[cfg(test)]\nmod tests;\n']],
    {
      files: {
        'src/lexer/tests.rs': [
          null,
          (/mod tests \{\n([\s\S]*)\}\n$/.exec(s.RUST.text)?.[1] ?? '').replaceAll(/^ {4}/gm, ''),
        ],
      },
    },
  ),
  edit(s.RUST, 'position', [['assert_eq!(error.position, 2)', 'assert_eq!(error.position, 3)']]),
  edit(s.RSPEC, 'aggregate', [['    expect(invoice.total).to eq(13.0)\n', '    expect(invoice.total).to eq(13.5)\n']]),
  edit(s.RSPEC, 'new example', [
    ['  it "rounds', '  it "has a number" do\n    expect(invoice.number).to eq(7)\n  end\n\n  it "rounds'],
  ]),
  edit(s.MINITEST, 'refute', [['assert_not @user.valid?', 'refute @user.valid?']]),
  edit(s.MINITEST, 'times', [['5.times', '6.times']]),
  edit(s.PHPUNIT, 'row', [["            'negative'", "            'none' => [0, '0.00'],\n            'negative'"]]),
  edit(s.PHPUNIT, 'attribute', [
    ['    /** @test */\n    public function it_compares', '    #[Test]\n    public function it_compares'],
  ]),
  edit(s.PEST, 'status', [['assertStatus(201)', 'assertCreated()']]),
  edit(s.XUNIT, 'row', [
    ['    [InlineData("HALF", 50)]\n', '    [InlineData("HALF", 50)]\n    [InlineData("ALL", 0)]\n'],
  ]),
  edit(s.XUNIT, 'fluent', [['Assert.Equal(13m, _basket.Total)', '_basket.Total.Should().Be(13m)']]),
  edit(s.NUNIT, 'modern', [
    ['Assert.AreEqual(4, Calculator.Add(2, 2))', 'Assert.That(Calculator.Add(2, 2), Is.EqualTo(4))'],
  ]),
  edit(s.XCTEST, 'new test', [
    [
      '    func testCaches',
      '    func testLoadsNothing() async throws {\n        XCTAssertEqual(try await FeedLoader(client: .empty).load().count, 0)\n    }\n\n    func testCaches',
    ],
  ]),
  edit(s.SWIFT, 'argument', [['[1.0, 2.0, 10.0]', '[1.0, 2.0, 10.0, 1e9]']]),
  edit(s.GTEST, 'value', [['EXPECT_EQ(buffer.pop(), 1);', 'EXPECT_EQ(buffer.pop(), 7);']]),
  edit(s.CATCH2, 'section', [
    [
      '  SECTION("singular',
      '  SECTION("keeps rank") {\n    CHECK(m.inverse().rank() == 2);\n  }\n\n  SECTION("singular',
    ],
  ]),
  edit(s.CMAKE, 'new test', [
    ['add_test(NAME cli_help', 'add_test(NAME cli_list COMMAND cli --list)\nadd_test(NAME cli_help'],
  ]),
  edit(s.BATS, 'text', [['deployed 3 files', 'copied 3 files']]),
  edit(s.BATS, 'cleanup', [
    ['@test "deploy needs', 'teardown() {\n  rm -rf "$TARGET" || true\n}\n\n@test "deploy needs'],
  ]),
  edit(s.BAZEL, 'dep', [['    deps = [":server"],', '    deps = [\n        ":server",\n        "//lib",\n    ],']]),
  // Asked for
  edit(s.JEST, 'skip a flaky one', [["it('converts with", "it.skip('converts with"]], {
    task: 'The test "converts with fetched rates" in cart.test.ts is flaky because the rates server is down every night. Skip it until #812 is done.',
    alone: true,
  }),
  edit(s.JEST, 'vouchers go', [[caseOf(s.JEST.text, /  it\.each[\s\S]*?toBe\(expected\);\n {2}\}\);\n\n/), '']], {
    task: 'Remove voucher support from the cart (`applyVoucher`): the feature was never launched. Remove its tests too.',
    files: {
      'src/cart/cart.ts': [
        'class Cart {\n  applyVoucher(code) {\n    this.code = code;\n  }\n}\n',
        'class Cart {\n}\n',
      ],
    },
  }),
  edit(s.JEST, 'one voucher goes', [["    ['HALF', 1000, 500],\n", '']], {
    task: 'Drop the HALF voucher. It expired in spring, so `HALF` should be removed from the code and from the tests.',
  }),
  edit(
    s.JEST,
    'deprecated method',
    [
      [caseOf(s.JEST.text, /  it\('rejects an unknown cur[\s\S]*?\n {2}\}\);\n/), ''],
      [caseOf(s.JEST.text, /  it\('converts[\s\S]*?\n {2}\}\);\n\n/), ''],
    ],
    {
      task: 'Delete the deprecated `convert()` method and everything that tests it. Callers use the rates service now.',
    },
  ),
  edit(s.JEST, 'message not part of the contract', [["toThrow('quantity must be positive')", 'toThrow()']], {
    task: 'The wording of errors changes often. In cart.test.ts, relax the check of "refuses a negative quantity" so that it does not depend on the message.',
    alone: true,
  }),
  edit(s.JEST, 'time-out asked for', [["describe('Cart'", "jest.setTimeout(30000);\n\ndescribe('Cart'"]], {
    task: 'The cart tests time out on slow CI machines. Raise the jest timeout to 30 seconds.',
    alone: true,
  }),
  edit(s.JEST, 'retries asked for', [["describe('Cart'", "jest.retryTimes(2);\n\ndescribe('Cart'"]], {
    task: 'Retry the flaky cart tests up to two times.',
    alone: true,
  }),
  deleted(s.JEST, 'module goes', {
    task: 'Remove the cart module, it moved to its own service.',
    files: { 'src/cart/cart.ts': [s.JEST.code[1], null] },
  }),
  edit(s.JEST, 'expectation corrected', [['toBe(600)', 'toBe(650)']], {
    task: 'The test "adds up prices of all items" expects the wrong total. Correct the expectation in the test: 650 is right.',
    alone: true,
  }),
  {
    name: 'snapshot asked for',
    task: 'Update the snapshot of the button, it was not regenerated after the redesign.',
    files: {
      'src/__snapshots__/button.test.tsx.snap': [
        'exports[`b`] = `<button class="primary" />`;\n',
        'exports[`b`] = `<button class="cta" />`;\n',
      ],
    },
  },
  {
    name: 'golden files asked for',
    task: 'Regenerate the golden files in printer/testdata, the header year is old.',
    files: { 'printer/testdata/comments.golden': ['a\n# 2019\nc\n', 'a\n# 2024\nc\n'] },
  },
  {
    name: 'snapshot follows its code',
    task: 'Make the button blue.',
    files: {
      'src/button.tsx': [
        'export const Button = () => <button class="red" />;\n',
        'export const Button = () => <button class="blue" />;\n',
      ],
      'src/__snapshots__/button.test.tsx.snap': [
        'exports[`b`] = `<button class="red" />`;\n',
        'exports[`b`] = `<button class="blue" />`;\n',
      ],
    },
  },
  {
    name: 'mocha to vitest',
    task: 'Migrate the tests from mocha and chai to vitest.',
    files: {
      'package.json': ['{"devDependencies": {"mocha": "10"}}\n', '{"devDependencies": {"vitest": "3"}}\n'],
      'test/parser.spec.js': [
        s.CHAI.text,
        s.CHAI.text
          .replace(/const \{ expect[^\n]*\n/, "import { describe, expect, it } from 'vitest';\n")
          .replaceAll('function ()', '() =>')
          .replaceAll('.to.deep.equal(', '.toEqual(')
          .replaceAll('.to.equal(', '.toBe(')
          .replace('.to.have.lengthOf(', '.toHaveLength(')
          .replace('.to.be.an.instanceOf(', '.toBeInstanceOf(')
          .replace('context(', 'describe('),
      ],
    },
  },
  edit(s.CHAI, 'sections go', [[caseOf(s.CHAI.text, /  context\([\s\S]*?\n {2}\}\);\n/), '']], {
    task: 'Drop support for sections from the parser. Nobody uses them.',
    files: { 'src/parser.js': ['const sections = true;\nlet a;\n', 'let a;\n'] },
  }),
  edit(
    s.NODE,
    'rename of an API',
    [
      ["  test('finds a free slug'", "  test('finds a free slug'"],
      ["uniqueSlug('Post'", "freeSlug('Post'"],
      ["uniqueSlug(''", "freeSlug(''"],
      ['uniqueSlug }', 'freeSlug }'],
    ],
    { task: 'Rename uniqueSlug to freeSlug.' },
  ),
  edit(s.PLAYWRIGHT, 'time-out asked for', [['timeout: 5000', 'timeout: 15000']], {
    task: 'Increase the timeout of the login error assertion to 15 s; staging is slow.',
    alone: true,
  }),
  edit(
    s.PYTEST,
    'xfail asked for',
    [['def test_total_adds', '@pytest.mark.xfail(reason="#99")\ndef test_total_adds']],
    { task: 'Mark test_total_adds_up_all_items as xfail until #99 is fixed.', alone: true },
  ),
  deleted(s.PYTEST, 'module goes', {
    task: 'Delete the legacy pricing module and its tests.',
    files: { 'shop/pricing.py': [s.PYTEST.code[1], null] },
  }),
  edit(
    s.PYTEST,
    'API removed',
    [
      [caseOf(s.PYTEST.text, /class TestNetPrice:[\s\S]*$/), ''],
      ['discount, net_price, total', 'discount, total'],
    ],
    {
      task: 'Remove the deprecated net_price() function.',
      files: {
        'shop/pricing.py': [
          'def net_price(p, tax):\n    return p\n\n\ndef total(x):\n    return 1\n',
          'def total(x):\n    return 1\n',
        ],
      },
    },
  ),
  edit(s.PYTEST, 'tolerance asked for', [['abs=1e-9', 'abs=1e-6']], {
    task: 'test_takes_the_tax_off fails on ARM by 1e-8. Loosen the tolerance in test_pricing.py to 1e-6.',
    alone: true,
  }),
  edit(s.PYTEST, 'benchmark removed', [[caseOf(s.PYTEST.text, /\n    @pytest\.mark\.timeout\(5\)[\s\S]*$/), '']], {
    task: 'Please remove the benchmark test `test_is_quick`, it only measures the CI machine.',
    alone: true,
  }),
  edit(s.PYTEST, 'duplicate', [['def test_total_of_nothing_is_zero():\n    assert total([]) == 0\n\n\n', '']], {
    task: 'test_total_of_nothing_is_zero duplicates a case in test_cart.py; delete it.',
    alone: true,
  }),
  edit(s.UNITTEST, 'mail goes', [[caseOf(s.UNITTEST.text, /\n    @mock\.patch[\s\S]*$/), '']], {
    task: 'Stop sending a mail on withdraw: remove send_mail from the views and the test for it.',
    files: { 'accounts/views.py': ['from x import send_mail\nsend_mail()\n', '\n'] },
  }),
  edit(s.JUNIT, 'quarantine', [['  @Test\n  void converts', '  @Disabled("#77")\n  @Test\n  void converts']], {
    task: 'Quarantine convertsMoney: disable the test OrderServiceTest.convertsMoney until #77 is done.',
    alone: true,
  }),
  edit(s.JUNIT, 'vouchers go', [[caseOf(s.JUNIT.text, /  @ParameterizedTest\n  @CsvSource[\s\S]*?\n {2}\}\n\n/), '']], {
    task: 'Remove vouchers from OrderService (method `discount`).',
    files: {
      'src/main/java/com/acme/order/OrderService.java': [
        'class OrderService {\n  int discount(int a, String code) {\n    return a;\n  }\n}\n',
        'class OrderService {\n}\n',
      ],
    },
  }),
  edit(s.JUNIT, 'JUnit 5', [['  @Test\n  @Timeout(2)', '  @Timeout(2)\n  @Test']], {
    task: 'Tidy up the order of annotations.',
  }),
  edit(s.GO, 'row asked for', [['\t\t{"zero", "0.0.0", Version{}},\n', '']], {
    task: 'Version 0.0.0 is no longer valid. Remove the "zero" case from TestParse and make Parse reject it.',
  }),
  edit(s.GO, 'fetch goes', [[caseOf(s.GO.text, /\nfunc TestFetchLatest[\s\S]*$/), '']], {
    task: 'Remove FetchLatest, nobody calls it any more.',
    files: { 'internal/semver/fetch.go': ['package semver\n\nfunc FetchLatest() {}\n', null] },
  }),
  edit(s.GO, 'skip asked for', [['\tctx, cancel', '\tif testing.Short() {\n\t\tt.Skip("slow")\n\t}\n\tctx, cancel']], {
    task: 'Skip TestFetchLatest in short mode.',
    alone: true,
  }),
  edit(s.RUST, 'ignore asked for', [['    #[tokio::test]', '    #[tokio::test]\n    #[ignore = "#5"]']], {
    task: 'lexes_streams hangs on macOS. Ignore the test lexes_streams for now.',
    alone: true,
  }),
  edit(s.RUST, 'streams go', [[caseOf(s.RUST.text, /\n    #\[tokio::test\][\s\S]*?\n {4}\}\n/), '']], {
    task: 'Remove `lex_stream` and its test.',
  }),
  edit(s.RSPEC, 'pounds go', [['%w[EUR USD GBP]', '%w[EUR USD]']], {
    task: 'We no longer support GBP. Remove GBP everywhere.',
  }),
  edit(s.RSPEC, 'overdue goes', [[caseOf(s.RSPEC.text, /  describe "#overdue\?" do[\s\S]*?\n {2}end\n\n/), '']], {
    task: 'Delete `Invoice#overdue?` and its specs.',
  }),
  edit(
    s.MINITEST,
    'welcome mail goes',
    [[caseOf(s.MINITEST.text, /  test "sends a welcome[\s\S]*?\n {2}end\n\n/), '']],
    {
      task: 'Remove the welcome mail.',
      files: { 'app/models/user.rb': ['def welcome!\n  Mail.welcome\nend\nA = 1\n', 'A = 1\n'] },
    },
  ),
  edit(
    s.PHPUNIT,
    'incomplete asked for',
    [['        $sum =', "        $this->markTestSkipped('#3');\n        $sum ="]],
    { task: 'Skip testAddsTheSameCurrency for the moment, see #3.', alone: true },
  ),
  edit(s.PEST, 'validation goes', [[caseOf(s.PEST.text, /\nit\('refuses bad[\s\S]*$/), '']], {
    task: 'Comments are no longer validated. Delete the validation and the test "refuses bad texts".',
  }),
  edit(s.XUNIT, 'timeout asked for', [['Timeout = 1000', 'Timeout = 5000']], {
    task: 'Raise the time-out of Lists_lines_in_order to 5 s.',
    alone: true,
  }),
  edit(s.XUNIT, 'skip asked for', [['    [Fact]\n    public async', '    [Fact(Skip = "#8")]\n    public async']], {
    task: 'Disable Refuses_unknown_skus until #8 lands.',
    alone: true,
  }),
  edit(s.XCTEST, 'cache goes', [[caseOf(s.XCTEST.text, /\n    func testCaches[\s\S]*?\n {4}\}\n/), '']], {
    task: 'Remove the cache from FeedLoader and delete testCaches.',
  }),
  edit(s.SWIFT, 'disabled asked for', [['@Test func refusesZero', '@Test(.disabled("#1")) func refusesZero']], {
    task: 'Disable the refusesZero test, see #1.',
    alone: true,
  }),
  edit(s.GTEST, 'disabled asked for', [['ThrowsWhenEmpty', 'DISABLED_ThrowsWhenEmpty']], {
    task: 'Disable the test RingBufferTest.ThrowsWhenEmpty: exceptions are off in this build.',
    alone: true,
  }),
  edit(s.CMAKE, 'help goes', [['add_test(NAME cli_help COMMAND cli --help)\n', '']], {
    task: 'Remove the --help option of the cli along with the cli_help test.',
  }),
  edit(s.BATS, 'skip asked for', [['  run ./deploy.sh\n', '  skip "#4"\n  run ./deploy.sh\n']], {
    task: 'Skip "deploy needs a target" in deploy.bats until #4.',
    alone: true,
  }),
  edit(s.BAZEL, 'manual asked for', [['    size = "small",', '    size = "small",\n    tags = ["manual"],']], {
    task: 'Tag server_test as manual, it needs a database.',
    alone: true,
  }),
  edit(s.BAZEL, 'target asked for', [[caseOf(s.BAZEL.text, /\ngo_test\([\s\S]*$/), '']], {
    task: 'Delete the proxy and its test target proxy_test.',
  }),
];
