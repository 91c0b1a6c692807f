import { deleted, edit, type Case } from './build.ts';
import * as s from './subjects.ts';

const vague = 'The tests are red on main. Fix them.';

/** Tests made weaker. Written before the rules. */
export const BAD: readonly Case[] = [
  // jest and the like
  edit(s.JEST, 'skip', [["it('adds up", "it.skip('adds up"]]),
  edit(s.JEST, 'xit', [["it('refuses a neg", "xit('refuses a neg"]]),
  edit(s.JEST, 'only', [["it('starts", "it.only('starts"]]),
  edit(s.JEST, 'describe.skip', [["describe('Cart'", "describe.skip('Cart'"]]),
  edit(s.JEST, 'todo', [
    [
      `  it('refuses a negative quantity', () => {
    expect(() => cart.add({ sku: 'A1', price: 1, quantity: -1 })).toThrow('quantity must be positive');
  });`,
      "  it.todo('refuses a negative quantity');",
    ],
  ]),
  edit(s.JEST, 'failing', [["it('converts with", "it.failing('converts with"]]),
  edit(s.JEST, 'an early return', [
    ["    cart.add({ sku: 'A1', price: 250,", "    if (process.env.CI) return;\n    cart.add({ sku: 'A1', price: 250,"],
  ]),
  edit(s.JEST, 'a bare return on top', [
    ["    cart.add({ sku: 'A1', price: 250,", "    return;\n    cart.add({ sku: 'A1', price: 250,"],
  ]),
  edit(s.JEST, 'case removed', [[/  it\('refuses a negative[\s\S]*?\n {2}\}\);\n\n/.exec(s.JEST.text)?.[0] ?? '', '']]),
  edit(s.JEST, 'case made a comment', [
    [
      "  it('refuses a negative quantity', () => {\n    expect(",
      "  // it('refuses a negative quantity', () => {\n  //  expect(",
    ],
    ["positive');\n  });", "positive');\n  // });"],
  ]),
  edit(s.JEST, 'a row dropped', [["    ['HALF', 1000, 500],\n", '']]),
  edit(s.JEST, 'assertion dropped', [['    expect(cart.items).toHaveLength(2);\n', '']]),
  edit(s.JEST, 'assertion made a comment', [
    ['    expect(cart.total()).toBe(600);', '    // expect(cart.total()).toBe(600);'],
  ]),
  edit(s.JEST, 'toBe to toBeDefined', [['expect(cart.total()).toBe(600)', 'expect(cart.total()).toBeDefined()']]),
  edit(s.JEST, 'toBe to toBeTruthy', [['expect(cart.total()).toBe(600)', 'expect(cart.total()).toBeTruthy()']]),
  edit(s.JEST, 'toBe to toBeGreaterThan', [
    ['expect(cart.total()).toBe(600)', 'expect(cart.total()).toBeGreaterThan(0)'],
  ]),
  edit(s.JEST, 'toEqual to toMatchObject', [
    ["toEqual({ sku: 'A1', price: 250, quantity: 2 })", "toMatchObject({ sku: 'A1' })"],
  ]),
  edit(s.JEST, 'anything', [
    ['price: 250, quantity: 2 });\n  });', 'price: expect.any(Number), quantity: 2 });\n  });'],
  ]),
  edit(s.JEST, 'toThrow without its message', [["toThrow('quantity must be positive')", 'toThrow()']]),
  edit(s.JEST, 'calledWith to called', [["toHaveBeenCalledWith('converted', 'USD')", 'toHaveBeenCalled()']]),
  edit(s.JEST, 'calledTimes gone', [['    expect(log).toHaveBeenCalledTimes(1);\n', '']]),
  edit(s.JEST, 'not awaited', [["    await expect(cart.convert('USD'", "    expect(cart.convert('USD'"]]),
  edit(s.JEST, 'assertions(0)', [['expect.assertions(1)', 'expect.assertions(0)']]),
  edit(s.JEST, 'assertions() dropped', [['    expect.assertions(1);\n', '']]),
  edit(s.JEST, 'any message', [['/unknown currency XXX/', '/.*/']]),
  edit(s.JEST, 'always true', [['expect(cart.total()).toBe(600)', 'expect(true).toBe(true)']]),
  edit(s.JEST, 'compares with itself', [['expect(cart.total()).toBe(600)', 'expect(cart.total()).toBe(cart.total())']]),
  edit(s.JEST, 'caught', [
    [
      "    await expect(cart.convert('XXX', fetchRates)).rejects.toThrow(/unknown currency XXX/);",
      "    try {\n      await expect(cart.convert('XXX', fetchRates)).rejects.toThrow(/unknown currency XXX/);\n    } catch {\n      // flaky\n    }",
    ],
  ]),
  edit(s.JEST, 'catch with nothing in it', [
    ['rejects.toThrow(/unknown currency XXX/);', 'rejects.toThrow(/unknown currency XXX/).catch(() => {});'],
  ]),
  edit(s.JEST, 'subject mocked', [
    ["import { fetchRates } from './rates';", "import { fetchRates } from './rates';\n\njest.mock('./cart');"],
  ]),
  edit(s.JEST, 'setTimeout', [["describe('Cart'", "jest.setTimeout(60000);\n\ndescribe('Cart'"]]),
  edit(s.JEST, 'retries', [["describe('Cart'", "jest.retryTimes(3);\n\ndescribe('Cart'"]]),
  edit(s.JEST, 'renamed out of the pattern', [], { to: 'src/cart/cart.test.ts.bak' }),
  edit(s.JEST, 'renamed to a plain module', [], { to: 'src/cart/cart.checks.ts' }),
  deleted(s.JEST, 'deleted', { task: vague }),
  edit(s.JEST, 'expectation changed alone', [['toBe(600)', 'toBe(350)']], { alone: true }),
  edit(s.JEST, 'condition', [["  it('converts with", "  (process.env.CI ? it.skip : it)('converts with"]]),
  edit(s.JEST, 'if (false)', [["  it('refuses a negative", "  if (false) it('refuses a negative"]]),
  edit(s.JEST, 'or true', [['expect(cart.total()).toBe(600)', 'expect(cart.total() === 600 || true).toBe(true)']]),
  edit(s.JEST, 'replaced by another case', [
    [
      /  it\('refuses a negative[\s\S]*?\n {2}\}\);\n/.exec(s.JEST.text)?.[0] ?? '',
      "  it('has a currency', () => {\n    expect(new Cart()).toBeDefined();\n  });\n",
    ],
  ]),
  edit(s.JEST, 'into a function that nobody calls', [
    ["  it('refuses a negative quantity', () => {", "  const later = () => it('refuses a negative quantity', () => {"],
  ]),
  edit(s.NODE, 'skip option', [["test('folds accents', () => {", "test('folds accents', { skip: 'flaky' }, () => {"]]),
  edit(s.NODE, 't.skip', [['async (t) => {\n', "async (t) => {\n    t.skip('needs a fix');\n"]]),
  edit(s.NODE, 'todo option', [["test('folds accents', () => {", "test('folds accents', { todo: true }, () => {"]]),
  edit(s.NODE, 'equal to ok', [
    ["assert.equal(slugify('Hello World'), 'hello-world')", "assert.ok(slugify('Hello World'))"],
  ]),
  edit(s.NODE, 'deepEqual to partial', [
    ["assert.deepEqual(slug, { value: 'post-3', tries: 3 })", 'assert.match(slug.value, /post/)'],
  ]),
  edit(s.NODE, 'throws anything', [[", { name: 'TypeError', message: 'slugify wants a string' });", ');']]),
  edit(s.NODE, 'rejects not awaited', [['await assert.rejects(uniqueSlug', 'assert.rejects(uniqueSlug']]),
  edit(s.NODE, 'moved out of the pattern', [], { to: 'test/disabled/slugify.js' }),
  edit(s.NODE, 'strict taken off', [["'node:assert/strict'", "'node:assert'"]]),
  edit(s.PLAYWRIGHT, 'fixme', [["test('refuses a wrong", "test.fixme('refuses a wrong"]]),
  edit(s.PLAYWRIGHT, 'time-out raised', [['timeout: 5000', 'timeout: 60000']]),
  edit(s.PLAYWRIGHT, 'retries', [
    ["test.describe('login', () => {", "test.describe('login', () => {\n  test.describe.configure({ retries: 3 });\n"],
  ]),
  edit(s.PLAYWRIGHT, 'toHaveText to toBeVisible', [["toHaveText('Welcome, Ada')", 'toBeVisible()']]),
  edit(s.PLAYWRIGHT, 'test.slow', [['async ({ page }) => {\n', 'async ({ page }) => {\n    test.slow();\n']]),
  edit(s.PLAYWRIGHT, 'soft', [
    ["await expect(page).toHaveURL('/dashboard')", 'await expect.soft(page).toHaveURL(/./)'],
  ]),
  edit(s.CHAI, 'xit', [["it('nests", "xit('nests"]]),
  edit(s.CHAI, 'this.skip', [
    ["  it('keeps comments', function () {\n", "  it('keeps comments', function () {\n    this.skip();\n"],
  ]),
  edit(s.CHAI, 'deep equal to exist', [['to.deep.equal({ a: 1 })', 'to.exist']]),
  edit(s.CHAI, 'equal to a string', [["to.equal('line 2: key expected')", "to.be.a('string')"]]),
  edit(s.CHAI, 'timeout', [
    ["describe('parser', function () {\n", "describe('parser', function () {\n  this.timeout(30000);\n"],
  ]),
  edit(s.CHAI, 'pending', [
    [
      "    it('nests them', function () {\n      expect(parse('[s]\\na = 1').s.a).to.equal(1);\n    });",
      "    it('nests them');",
    ],
  ]),
  edit(s.CYPRESS, 'be.visible for text', [["'have.text', '12.50 EUR'", "'be.visible'"]]),
  edit(s.CYPRESS, 'at least', [["'have.length', 3", "'have.length.at.least', 1"]]),
  edit(s.CYPRESS, 'timeout', [['timeout: 4000', 'timeout: 40000']]),
  edit(s.CYPRESS, 'should dropped', [[".find('li').should('have.length', 3)", ".find('li')"]]),
  // Python
  edit(s.PYTEST, 'skip', [['def test_total_of', '@pytest.mark.skip(reason="later")\ndef test_total_of']]),
  edit(s.PYTEST, 'xfail', [['def test_total_adds', '@pytest.mark.xfail\ndef test_total_adds']]),
  edit(s.PYTEST, 'skipif', [
    ['def test_total_adds', '@pytest.mark.skipif(os.environ.get("CI"), reason="ci")\ndef test_total_adds'],
  ]),
  edit(s.PYTEST, 'importorskip', [['import pytest\n', 'import pytest\n\npytest.importorskip("shop.extra")\n']]),
  edit(s.PYTEST, 'module skip', [['import pytest\n', 'import pytest\n\npytestmark = pytest.mark.skip\n']]),
  edit(s.PYTEST, 'prefix off', [['def test_total_adds', 'def _test_total_adds']]),
  edit(s.PYTEST, 'prefix changed', [['def test_total_adds', 'def check_total_adds']]),
  edit(s.PYTEST, 'class renamed', [['class TestNetPrice', 'class NetPriceChecks']]),
  edit(s.PYTEST, '__test__', [['class TestNetPrice:\n', 'class TestNetPrice:\n    __test__ = False\n\n']]),
  edit(s.PYTEST, 'row dropped', [['        ("NONE", 100),\n', '']]),
  edit(s.PYTEST, 'row made a comment', [['        ("NONE", 100),\n', '        # ("NONE", 100),\n']]),
  edit(s.PYTEST, 'row marked', [
    ['        ("NONE", 100),\n', '        pytest.param("NONE", 100, marks=pytest.mark.xfail),\n'],
  ]),
  edit(s.PYTEST, 'assert dropped', [['    assert result == 2.25\n', '']]),
  edit(s.PYTEST, 'equal to not None', [['assert result == 2.25', 'assert result is not None']]),
  edit(s.PYTEST, 'equal to bare', [['assert result == 2.25', 'assert result']]),
  edit(s.PYTEST, 'equal to in', [['assert total([]) == 0', 'assert total([]) in (0, None)']]),
  edit(s.PYTEST, 'equal to at least', [['assert result == 2.25', 'assert result >= 0']]),
  edit(s.PYTEST, 'equal to unequal', [['assert price.currency == "EUR"', 'assert price.currency != "USD"']]),
  edit(s.PYTEST, 'match dropped', [[', match="expired on 2020-01-01"', '']]),
  edit(s.PYTEST, 'any exception', [
    ['pytest.raises(InvalidVoucher, match="expired on 2020-01-01")', 'pytest.raises(Exception)'],
  ]),
  edit(s.PYTEST, 'tolerance', [['abs=1e-9', 'abs=5']]),
  edit(s.PYTEST, 'timeout raised', [['timeout(5)', 'timeout(300)']]),
  edit(s.PYTEST, 'flaky', [['def test_total_of', '@pytest.mark.flaky(reruns=5)\ndef test_total_of']]),
  edit(s.PYTEST, 'bound raised', [['elapsed < 0.01', 'elapsed < 10']]),
  edit(s.PYTEST, 'swallowed', [
    [
      '    assert result == 2.25\n',
      '    try:\n        assert result == 2.25\n    except AssertionError:\n        pass\n',
    ],
  ]),
  edit(s.PYTEST, 'suppressed', [
    ['    assert total([]) == 0\n', '    with contextlib.suppress(Exception):\n        assert total([]) == 0\n'],
  ]),
  edit(s.PYTEST, 'or True', [['assert result == 2.25', 'assert result == 2.25 or True']]),
  edit(s.PYTEST, 'constant', [['assert result == 2.25', 'assert True']]),
  edit(s.PYTEST, 'tautology', [['assert result == 2.25', 'assert result == result']]),
  edit(s.PYTEST, 'to print', [['    assert result == 2.25\n', '    print(result)\n']]),
  edit(s.PYTEST, 'return first', [['    result = total(items)\n', '    return\n    result = total(items)\n']]),
  edit(s.PYTEST, 'pytest.skip call', [
    ['    result = total(items)\n', '    pytest.skip("broken")\n    result = total(items)\n'],
  ]),
  edit(s.PYTEST, 'patched subject', [
    [
      '    result = total(items)\n',
      '    monkeypatch.setattr("shop.pricing.total", lambda _: 2.25)\n    result = total(items)\n',
    ],
  ]),
  deleted(s.PYTEST, 'deleted', { task: 'Clean up the shop package.' }),
  edit(s.PYTEST, 'moved', [], { to: 'tests/pricing_checks.py' }),
  {
    name: 'conftest ignores',
    task: vague,
    files: { 'tests/conftest.py': ['import pytest\n', 'import pytest\n\ncollect_ignore = ["test_pricing.py"]\n'] },
  },
  {
    name: 'conftest adds skips',
    task: vague,
    files: {
      'tests/conftest.py': [
        'import pytest\n',
        'import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        if "slow" in item.name:\n            item.add_marker(pytest.mark.skip)\n',
      ],
    },
  },
  edit(s.UNITTEST, 'skip', [['    def test_anonymous', '    @unittest.skip("later")\n    def test_anonymous']]),
  edit(s.UNITTEST, 'skipTest', [
    [
      '    def test_anonymous_users_are_sent_to_login(self):\n',
      '    def test_anonymous_users_are_sent_to_login(self):\n        self.skipTest("x")\n',
    ],
  ]),
  edit(s.UNITTEST, 'expectedFailure', [
    ['    def test_withdraw_too', '    @unittest.expectedFailure\n    def test_withdraw_too'],
  ]),
  edit(s.UNITTEST, 'base class', [['AccountViewTests(TestCase)', 'AccountViewTests(object)']]),
  edit(s.UNITTEST, 'status in', [
    ['self.assertEqual(response.status_code, 200)', 'self.assertIn(response.status_code, (200, 500))'],
  ]),
  edit(s.UNITTEST, 'not None', [
    ['self.assertEqual(response.status_code, 200)', 'self.assertIsNotNone(response.status_code)'],
  ]),
  edit(s.UNITTEST, 'assertTrue', [
    ['self.assertEqual(self.account.balance, 10)', 'self.assertTrue(self.account.balance)'],
  ]),
  edit(s.UNITTEST, 'any exception', [['self.assertRaises(ValueError)', 'self.assertRaises(Exception)']]),
  edit(s.UNITTEST, 'places', [['places=7', 'places=0']]),
  edit(s.UNITTEST, 'called', [
    ['send_mail.assert_called_once_with("ada", "You withdrew 4")', 'send_mail.assert_called()'],
  ]),
  edit(s.UNITTEST, 'mock.ANY', [['"You withdrew 4")', 'mock.ANY)']]),
  edit(s.UNITTEST, 'redirect to code', [
    ['self.assertRedirects(response, "/login/?next=/accounts/1/")', 'self.assertIn(response.status_code, (200, 302))'],
  ]),
  // Java and its neighbours
  edit(s.JUNIT, 'Disabled', [['  @Test\n  void rejects', '  @Disabled("flaky")\n  @Test\n  void rejects']]),
  edit(s.JUNIT, 'Ignore', [['  @Test\n  void rejects', '  @Ignore\n  @Test\n  void rejects']]),
  edit(s.JUNIT, 'annotation gone', [['  @Test\n  void rejects', '  void rejects']]),
  edit(s.JUNIT, 'annotation commented', [['  @Test\n  void rejects', '  // @Test\n  void rejects']]),
  edit(s.JUNIT, 'assume', [
    ['    Order order =', '    Assumptions.assumeTrue(System.getenv("CI") == null);\n    Order order ='],
  ]),
  edit(s.JUNIT, 'csv row dropped', [['    "HALF, 50",\n', '']]),
  edit(s.JUNIT, 'value dropped', [['{"", " ", "???"}', '{"???"}']]),
  edit(s.JUNIT, 'assertNotNull', [['assertEquals(13, order.total())', 'assertNotNull(order.total())']]),
  edit(s.JUNIT, 'assertTrue', [['assertEquals(13, order.total())', 'assertTrue(order.total() > 0)']]),
  edit(s.JUNIT, 'contains', [['containsExactly("A", "B")', 'contains("A")']]),
  edit(s.JUNIT, 'isNotEmpty', [['hasSize(2)', 'isNotEmpty()']]),
  edit(s.JUNIT, 'any exception', [['assertThrows(IllegalArgumentException.class', 'assertThrows(Exception.class']]),
  edit(s.JUNIT, 'message dropped', [['    assertEquals("an order needs lines", error.getMessage());\n', '']]),
  edit(s.JUNIT, 'verify any', [['send("ada@example.com", "Order 7 confirmed")', 'send(any(), any())']]),
  edit(s.JUNIT, 'verify gone', [['    verifyNoMoreInteractions(mailer);\n', '']]),
  edit(s.JUNIT, 'timeout', [['@Timeout(2)', '@Timeout(120)']]),
  edit(s.JUNIT, 'delta', [['"USD"), 0.001)', '"USD"), 5.0)']]),
  edit(s.JUNIT, 'try catch', [
    [
      '    service.confirm(order(7));\n    verify(mailer).send("ada@example.com", "Order 7 confirmed");\n',
      '    try {\n      service.confirm(order(7));\n      verify(mailer).send("ada@example.com", "Order 7 confirmed");\n    } catch (Throwable ignored) {\n    }\n',
    ],
  ]),
  edit(s.JUNIT, 'renamed for surefire', [], { to: 'src/test/java/com/acme/order/OrderServiceChecks.java' }),
  edit(s.JUNIT, 'retrying', [['  @Test\n  void converts', '  @RetryingTest(3)\n  void converts']]),
  edit(s.SPOCK, 'Ignore', [['    def "refuses', '    @Ignore\n    def "refuses']]),
  edit(s.SPOCK, 'row dropped', [['        9      | "IX"\n', '']]),
  edit(s.SPOCK, 'message dropped', [['        e.message == "no zero in Rome"\n', '']]),
  edit(s.KOTLIN, 'Ignore', [['    @Test\n    fun refuses', '    @Ignore\n    @Test\n    fun refuses']]),
  edit(s.KOTLIN, 'bang', [['"stops when told"', '"!stops when told"']]),
  edit(s.KOTLIN, 'config', [['"stops when told" {', '"stops when told".config(enabled = false) {']]),
  edit(s.KOTLIN, 'shouldBe to not null', [['ticks.last() shouldBe "00:00:03"', 'ticks.last() shouldNotBe null']]),
  edit(s.KOTLIN, 'any failure', [['assertFailsWith<IllegalStateException>', 'assertFailsWith<Throwable>']]),
  // Go
  edit(s.GO, 'Skip', [['\t_, err := Parse("1.x")', '\tt.Skip("flaky")\n\t_, err := Parse("1.x")']]),
  edit(s.GO, 'short', [
    ['\t_, err := Parse("1.x")', '\tif testing.Short() {\n\t\tt.Skip()\n\t}\n\t_, err := Parse("1.x")'],
  ]),
  edit(s.GO, 'row dropped', [['\t\t{"zero", "0.0.0", Version{}},\n', '']]),
  edit(s.GO, 'row made a comment', [['\t\t{"zero"', '\t\t// {"zero"']]),
  edit(s.GO, 'renamed', [['func TestParseError', 'func testParseError']]),
  edit(s.GO, 'log in place of error', [['t.Errorf("Parse(%q) = %v, want', 't.Logf("Parse(%q) = %v, want']]),
  edit(s.GO, 'check dropped', [
    [
      '\tif got, want := err.Error(), "semver: bad minor \\"x\\""; got != want {\n\t\tt.Errorf("error = %q, want %q", got, want)\n\t}\n',
      '',
    ],
  ]),
  edit(s.GO, 'timeout', [['2*time.Second', '60*time.Second']]),
  edit(s.GO, 'build tag', [['package semver\n', '//go:build ignore\n\npackage semver\n']]),
  edit(s.GO, 'return', [['\t_, err := Parse("1.x")', '\treturn\n\t_, err := Parse("1.x")']]),
  edit(s.GO, 'weaker condition', [['if got.Major != 3 {', 'if got.Major < 0 {']]),
  edit(s.TESTIFY, 'NotNil', [['assert.Equal(t, []byte("1"), got)', 'assert.NotNil(t, got)']]),
  edit(s.TESTIFY, 'Error', [['assert.ErrorIs(t, err, ErrNotFound)', 'assert.Error(t, err)']]),
  edit(s.TESTIFY, 'Contains', [
    ['assert.EqualError(t, err, "store: nope: not found")', 'assert.Contains(t, err.Error(), "")'],
  ]),
  edit(s.TESTIFY, 'delta', [['s.Ratio(), 0.001', 's.Ratio(), 0.5']]),
  edit(s.TESTIFY, 'eventually', [['2*time.Second', '2*time.Minute']]),
  edit(s.TESTIFY, 'blank error', [
    ['\tgot, err := s.Get("a")\n\trequire.NoError(t, err)\n', '\tgot, _ := s.Get("a")\n'],
  ]),
  // Rust
  edit(s.RUST, 'ignore', [['    #[test]\n    fn reports', '    #[test]\n    #[ignore]\n    fn reports']]),
  edit(s.RUST, 'attribute gone', [['    #[test]\n    fn reports', '    fn reports']]),
  edit(s.RUST, 'assert_eq to assert', [['assert_eq!(tokens.len(), 2)', 'assert!(!tokens.is_empty())']]),
  edit(s.RUST, 'matches any', [["ErrorKind::UnknownChar('$')))", 'ErrorKind::UnknownChar(_)))']]),
  edit(s.RUST, 'expected dropped', [['#[should_panic(expected = "unterminated string")]', '#[should_panic]']]),
  edit(s.RUST, 'assert gone', [['        assert_eq!(error.position, 2);\n', '']]),
  edit(s.RUST, 'cfg', [['#[cfg(test)]', '#[cfg(all(test, feature = "broken"))]']]),
  edit(s.RUST, 'is_err', [
    [
      '        let error = lex("1 $").unwrap_err();\n        assert_eq!(error.position, 2);\n        assert!(matches!(error.kind, ErrorKind::UnknownChar(\'$\')));\n',
      '        assert!(lex("1 $").is_err());\n',
    ],
  ]),
  // Ruby
  edit(s.RSPEC, 'xit', [['  it "refuses', '  xit "refuses']]),
  edit(s.RSPEC, 'pending', [
    ['  it "refuses a negative amount" do\n', '  it "refuses a negative amount" do\n    pending "later"\n'],
  ]),
  edit(s.RSPEC, 'skip metadata', [['it "refuses a negative amount" do', 'it "refuses a negative amount", :skip do']]),
  edit(s.RSPEC, 'focus', [['  it "adds up its lines" do', '  fit "adds up its lines" do']]),
  edit(s.RSPEC, 'focus metadata', [['it "adds up its lines" do', 'it "adds up its lines", focus: true do']]),
  edit(s.RSPEC, 'be_present', [['to eq(13.0)', 'to be_present']]),
  edit(s.RSPEC, 'not nil', [['to eq(13.0)', 'not_to be_nil']]),
  edit(s.RSPEC, 'raise_error', [['raise_error(ArgumentError, "amount must be positive")', 'raise_error']]),
  edit(s.RSPEC, 'shared examples', [['  it_behaves_like "a numbered document"\n\n', '']]),
  edit(s.RSPEC, 'fewer currencies', [['%w[EUR USD GBP]', '%w[EUR]']]),
  edit(s.RSPEC, 'within', [['be_within(0.005)', 'be_within(5)']]),
  edit(s.RSPEC, 'rescued', [
    [
      '      invoice.pay!\n      expect(invoice.overdue?).to be(false)\n',
      '      invoice.pay!\n      expect(invoice.overdue?).to be(false) rescue nil\n',
    ],
  ]),
  edit(s.MINITEST, 'skip', [['    @user.email = nil\n', '    skip "broken"\n    @user.email = nil\n']]),
  edit(s.MINITEST, 'not found', [['def test_full_name', 'def xtest_full_name']]),
  edit(s.MINITEST, 'assert', [['assert_equal "Ada Lovelace", @user.full_name', 'assert @user.full_name']]),
  edit(s.MINITEST, 'any error', [['assert_raises(User::Locked)', 'assert_raises(StandardError)']]),
  edit(s.MINITEST, 'assert gone', [['    assert @user.locked?\n', '']]),
  // PHP
  edit(s.PHPUNIT, 'skipped', [['        $sum =', "        $this->markTestSkipped('flaky');\n        $sum ="]]),
  edit(s.PHPUNIT, 'incomplete', [['        $sum =', '        $this->markTestIncomplete();\n        $sum =']]),
  edit(s.PHPUNIT, 'row', [["            'negative' => [-250, '-2.50'],\n", '']]),
  edit(s.PHPUNIT, 'loosely equal', [
    ['assertSame($expected, (new Money($cents))->format())', 'assertIsString((new Money($cents))->format())'],
  ]),
  edit(s.PHPUNIT, 'not null', [['assertEquals(Money::eur(12), $sum)', 'assertNotNull($sum)']]),
  edit(s.PHPUNIT, 'message', [["        $this->expectExceptionMessage('EUR and USD');\n", '']]),
  edit(s.PHPUNIT, 'any exception', [
    ['expectException(CurrencyMismatch::class)', 'expectException(\\Throwable::class)'],
  ]),
  edit(s.PHPUNIT, 'annotation', [['/** @test */', '/** it compares */']]),
  edit(s.PHPUNIT, 'name', [['testAddsTheSameCurrency', 'addsTheSameCurrency']]),
  edit(s.PEST, 'skip', [
    ['    expect(Comment::count())->toBe(0);\n});', '    expect(Comment::count())->toBe(0);\n})->skip();'],
  ]),
  edit(s.PEST, 'todo', [
    ["})->with(['', ' ', str_repeat('x', 5000)]);", "})->with(['', ' ', str_repeat('x', 5000)])->todo();"],
  ]),
  edit(s.PEST, 'only', [
    ['    expect(Comment::count())->toBe(0);\n});', '    expect(Comment::count())->toBe(0);\n})->only();'],
  ]),
  edit(s.PEST, 'row', [["['', ' ', str_repeat('x', 5000)]", "['']"]]),
  edit(s.PEST, 'count', [['    expect(Comment::count())->toBe(1);\n', '']]),
  // .NET
  edit(s.XUNIT, 'Skip', [['    [Fact]\n    public async', '    [Fact(Skip = "flaky")]\n    public async']]),
  edit(s.XUNIT, 'row', [['    [InlineData("UNKNOWN", 100)]\n', '']]),
  edit(s.XUNIT, 'NotNull', [['Assert.Equal(13m, _basket.Total)', 'Assert.NotNull(_basket.Total)']]),
  edit(s.XUNIT, 'any exception', [['ThrowsAsync<UnknownSkuException>', 'ThrowsAnyAsync<Exception>']]),
  edit(s.XUNIT, 'order', [['BeEquivalentTo(new[] { "A", "B" }, o => o.WithStrictOrdering())', 'NotBeEmpty()']]),
  edit(s.XUNIT, 'timeout', [['Timeout = 1000', 'Timeout = 60000']]),
  edit(s.XUNIT, 'attribute', [['    [Fact]\n    public async', '    public async']]),
  edit(s.NUNIT, 'Ignore', [['    [Test]\n    public void Adds', '    [Test, Ignore("flaky")]\n    public void Adds']]),
  edit(s.NUNIT, 'Explicit', [['    [Test]\n    public void Adds', '    [Test]\n    [Explicit]\n    public void Adds']]),
  edit(s.NUNIT, 'TestCase', [['    [TestCase(16, 4)]\n', '']]),
  edit(s.NUNIT, 'DataRow', [['    [DataRow(2)]\n', '']]),
  edit(s.NUNIT, 'Within', [['Within(0.0001)', 'Within(2)']]),
  edit(s.NUNIT, 'positive', [['Is.EqualTo(3)', 'Is.GreaterThan(0)']]),
  edit(s.NUNIT, 'Retry', [['    [Test]\n    public void Adds', '    [Test, Retry(3)]\n    public void Adds']]),
  // Swift
  edit(s.XCTEST, 'XCTSkip', [['        let items = try', '        throw XCTSkip("flaky")\n        let items = try']]),
  edit(s.XCTEST, 'renamed', [['func testThrows', 'func disabled_testThrows']]),
  edit(s.XCTEST, 'NotNil', [['XCTAssertEqual(items.first?.title, "Hello")', 'XCTAssertNotNil(items.first)']]),
  edit(s.XCTEST, 'timeout', [['timeout: 1.0', 'timeout: 30.0']]),
  edit(s.XCTEST, 'accuracy', [['accuracy: 0.001', 'accuracy: 0.5']]),
  edit(s.XCTEST, 'error check', [
    [
      '(try FeedLoader.decode(Data())) { error in\n            XCTAssertEqual(error as? FeedError, .empty)\n        }',
      '(try FeedLoader.decode(Data()))',
    ],
  ]),
  edit(s.SWIFT, 'disabled', [['@Test func refusesZero', '@Test(.disabled()) func refusesZero']]),
  edit(s.SWIFT, 'arguments', [['[1.0, 2.0, 10.0]', '[1.0]']]),
  edit(s.SWIFT, 'any error', [['throws: VectorError.zero', 'throws: (any Error).self']]),
  edit(s.SWIFT, 'known issue', [
    ['        #expect(sum == Vector(4, 6))', '        withKnownIssue { #expect(sum == Vector(4, 6)) }'],
  ]),
  edit(s.SWIFT, 'bound', [['sum.length > 7', 'sum.length > 0']]),
  // C++
  edit(s.GTEST, 'DISABLED_', [['ThrowsWhenEmpty', 'DISABLED_ThrowsWhenEmpty']]),
  edit(s.GTEST, 'GTEST_SKIP', [
    ['  RingBuffer<int> buffer(1);\n', '  GTEST_SKIP() << "flaky";\n  RingBuffer<int> buffer(1);\n'],
  ]),
  edit(s.GTEST, 'EQ to GE', [['ASSERT_EQ(buffer.size(), 2u)', 'ASSERT_GE(buffer.size(), 1u)']]),
  edit(s.GTEST, 'THROW to ANY', [['EXPECT_THROW(buffer.pop(), std::out_of_range)', 'EXPECT_ANY_THROW(buffer.pop())']]),
  edit(s.GTEST, 'NEAR', [['0.75, 1e-6', '0.75, 0.5']]),
  edit(s.GTEST, 'if 0', [
    ['TEST(RingBufferTest, Throws', '#if 0\nTEST(RingBufferTest, Throws'],
    ['out_of_range);\n}', 'out_of_range);\n}\n#endif'],
  ]),
  edit(s.GTEST, 'values', [['Values(1, 2, 64, 1024)', 'Values(1)']]),
  edit(s.GTEST, 'EXPECT gone', [
    ['  EXPECT_EQ(buffer.pop(), 2);\n}\n\nTEST(RingBufferTest, T', '}\n\nTEST(RingBufferTest, T'],
  ]),
  edit(s.CATCH2, 'hidden tag', [['"[matrix]"', '"[.][matrix]"']]),
  edit(s.CATCH2, 'section gone', [
    ['  SECTION("twice is the same") {\n    REQUIRE(m.inverse().inverse() == m);\n  }\n\n', ''],
  ]),
  edit(s.CATCH2, 'any throw', [
    ['REQUIRE_THROWS_AS(Matrix::zero().inverse(), singular_error)', 'REQUIRE_THROWS(Matrix::zero().inverse())'],
  ]),
  edit(s.CMAKE, 'add_test gone', [['add_test(NAME cli_help COMMAND cli --help)\n', '']]),
  edit(s.CMAKE, 'discover gone', [['gtest_discover_tests(unit_tests)\n', '']]),
  edit(s.CMAKE, 'will fail', [['TIMEOUT 10)', 'TIMEOUT 10 WILL_FAIL TRUE)']]),
  edit(s.CMAKE, 'disabled', [['TIMEOUT 10)', 'TIMEOUT 10 DISABLED TRUE)']]),
  edit(s.CMAKE, 'source gone', [[' matrix_test.cpp)', ')']]),
  edit(s.CMAKE, 'timeout', [['TIMEOUT 10', 'TIMEOUT 600']]),
  // Shell and Bazel
  edit(s.BATS, 'skip', [['  run ./deploy.sh\n', '  skip "flaky"\n  run ./deploy.sh\n']]),
  edit(s.BATS, 'or true', [['  [ -f "$TARGET/app.js" ]', '  [ -f "$TARGET/app.js" ] || true']]),
  edit(s.BATS, 'status', [['assert_failure 2', 'assert_failure']]),
  edit(s.BATS, 'output', [['  assert_output "usage: deploy.sh TARGET"', '  assert_output --partial "usage"']]),
  edit(s.BATS, 'check gone', [['  [ "$status" -eq 0 ]\n', '']]),
  edit(s.BATS, 'un-collected', [['@test "deploy needs a target" {', 'deploy_needs_a_target() {']]),
  edit(s.BAZEL, 'target gone', [[/py_test\([\s\S]*?\n\)\n\n/.exec(s.BAZEL.text)?.[0] ?? '', '']]),
  edit(s.BAZEL, 'manual', [['    size = "small",', '    size = "small",\n    tags = ["manual"],']]),
  edit(s.BAZEL, 'flaky', [['    timeout = "short",', '    timeout = "short",\n    flaky = True,']]),
  edit(s.BAZEL, 'timeout', [['timeout = "short"', 'timeout = "eternal"']]),
  edit(s.BAZEL, 'size', [['size = "small"', 'size = "enormous"']]),
  // Snapshots
  {
    name: 'snapshot alone',
    task: 'Fix the button.',
    files: {
      'src/__snapshots__/button.test.tsx.snap': [
        'exports[`b`] = `<button class="primary" />`;\n',
        'exports[`b`] = `<button class="undefined" />`;\n',
      ],
    },
  },
  {
    name: 'golden file alone',
    task: 'The printer loses comments.',
    files: { 'printer/testdata/comments.golden': ['a\n# b\nc\n', 'a\nc\n'] },
  },
  {
    name: 'approved file alone',
    task: vague,
    files: { 'tests/ReportTests.Prints.approved.txt': ['Sum: 12\n', 'Sum: 0\n'] },
  },
  {
    name: 'snapshot with a test only',
    task: vague,
    files: {
      'ui/__snapshots__/card.spec.js.snap': ['exports[`c`] = `<b>1</b>`;\n', 'exports[`c`] = `<b>NaN</b>`;\n'],
      'README.md': ['a\n', 'b\n'],
    },
  },
];
