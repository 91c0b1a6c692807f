import type { Subject } from './build.ts';

export const JEST: Subject = {
  path: 'src/cart/cart.test.ts',
  text: `import { describe, expect, it, jest } from '@jest/globals';
import { Cart } from './cart';
import { fetchRates } from './rates';

describe('Cart', () => {
  let cart: Cart;

  beforeEach(() => {
    cart = new Cart({ currency: 'EUR' });
  });

  it('starts empty', () => {
    expect(cart.items).toEqual([]);
    expect(cart.total()).toBe(0);
  });

  it('adds up prices of all items', () => {
    cart.add({ sku: 'A1', price: 250, quantity: 2 });
    cart.add({ sku: 'B7', price: 100, quantity: 1 });

    expect(cart.total()).toBe(600);
    expect(cart.items).toHaveLength(2);
    expect(cart.items[0]).toEqual({ sku: 'A1', price: 250, quantity: 2 });
  });

  it('refuses a negative quantity', () => {
    expect(() => cart.add({ sku: 'A1', price: 1, quantity: -1 })).toThrow('quantity must be positive');
  });

  it.each([
    ['SUMMER10', 1000, 900],
    ['HALF', 1000, 500],
    ['UNKNOWN', 1000, 1000],
  ])('applies the voucher %s', (code, price, expected) => {
    cart.add({ sku: 'A1', price, quantity: 1 });
    cart.applyVoucher(code);
    expect(cart.total()).toBe(expected);
  });

  it('converts with fetched rates', async () => {
    const log = jest.fn();
    cart.add({ sku: 'A1', price: 1000, quantity: 1 });
    await expect(cart.convert('USD', fetchRates, log)).resolves.toBe(1080);
    expect(log).toHaveBeenCalledWith('converted', 'USD');
    expect(log).toHaveBeenCalledTimes(1);
  });

  it('rejects an unknown currency', async () => {
    expect.assertions(1);
    await expect(cart.convert('XXX', fetchRates)).rejects.toThrow(/unknown currency XXX/);
  });
});
`,
  code: [
    'src/cart/cart.ts',
    'export class Cart {\n  total() {\n    return this.items.reduce((sum, it) => sum + it.price, 0);\n  }\n}\n',
    'export class Cart {\n  total() {\n    return this.items.reduce((sum, it) => sum + it.price * it.quantity, 0);\n  }\n}\n',
  ],
  task: 'Fix the total of the cart: the quantity of an item is ignored.',
};

export const NODE: Subject = {
  path: 'test/slugify.test.js',
  text: `import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { slugify, uniqueSlug } from '../lib/slugify.js';

describe('slugify', () => {
  test('lower-cases and joins with dashes', () => {
    assert.equal(slugify('Hello World'), 'hello-world');
    assert.equal(slugify('  Trim Me '), 'trim-me');
  });

  test('folds accents', () => {
    assert.strictEqual(slugify('Crème Brûlée'), 'creme-brulee');
  });

  test('throws on what is no string', () => {
    assert.throws(() => slugify(42), { name: 'TypeError', message: 'slugify wants a string' });
  });

  test('finds a free slug', async (t) => {
    const taken = new Set(['post', 'post-2']);
    const slug = await uniqueSlug('Post', (it) => taken.has(it));
    assert.deepEqual(slug, { value: 'post-3', tries: 3 });
    await assert.rejects(uniqueSlug('', () => false), /empty/);
  });
});
`,
  code: [
    'lib/slugify.js',
    "export function slugify(text) {\n  return text.toLowerCase().replaceAll(' ', '-');\n}\n",
    "export function slugify(text) {\n  return text.trim().toLowerCase().replaceAll(/\\s+/g, '-');\n}\n",
  ],
  task: 'slugify should trim its input and collapse runs of white space.',
};

export const PLAYWRIGHT: Subject = {
  path: 'e2e/login.spec.ts',
  text: `import { test, expect } from '@playwright/test';

test.describe('login', () => {
  test('shows the dashboard after a login', async ({ page }) => {
    await page.goto('/login');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill('correct horse');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/dashboard');
    await expect(page.getByRole('heading')).toHaveText('Welcome, Ada');
  });

  test('refuses a wrong password', async ({ page }) => {
    await page.goto('/login');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('Wrong email or password', { timeout: 5000 });
    await expect(page).toHaveURL('/login');
  });
});
`,
  code: [
    'app/routes/login.tsx',
    'export const action = async () => {\n  return redirect("/");\n};\n',
    'export const action = async () => {\n  return redirect("/dashboard");\n};\n',
  ],
  task: 'After signing in people should land on the dashboard.',
};

export const CHAI: Subject = {
  path: 'test/parser.spec.js',
  text: `const { expect } = require('chai');
const { parse } = require('../src/parser');

describe('parser', function () {
  it('parses key and value', function () {
    const result = parse('a = 1');
    expect(result).to.deep.equal({ a: 1 });
  });

  it('keeps comments', function () {
    const result = parse('# hi\\na = 1', { comments: true });
    expect(result.comments).to.have.lengthOf(1);
    expect(result.comments[0]).to.equal('hi');
  });

  it('reports the line of a mistake', function (done) {
    parse('a = \\n= 2', (error) => {
      expect(error).to.be.an.instanceOf(SyntaxError);
      expect(error.message).to.equal('line 2: key expected');
      done();
    });
  });

  context('with sections', function () {
    it('nests them', function () {
      expect(parse('[s]\\na = 1').s.a).to.equal(1);
    });
  });
});
`,
  code: [
    'src/parser.js',
    'exports.parse = (text) => {\n  const line = 0;\n  return read(text, line);\n};\n',
    'exports.parse = (text) => {\n  const line = 1;\n  return read(text, line);\n};\n',
  ],
  task: 'The line number in error messages of the parser is off by one. Fix it.',
};

export const CYPRESS: Subject = {
  path: 'cypress/e2e/checkout.cy.js',
  text: `describe('checkout', () => {
  beforeEach(() => {
    cy.login('ada');
    cy.visit('/checkout');
  });

  it('shows the sum', () => {
    cy.get('[data-cy=sum]').should('have.text', '12.50 EUR');
    cy.get('[data-cy=items]').find('li').should('have.length', 3);
  });

  it('confirms the order', () => {
    cy.get('[data-cy=pay]').click();
    cy.contains('Thank you', { timeout: 4000 }).should('be.visible');
    cy.url().should('eq', Cypress.config().baseUrl + '/orders/1');
  });
});
`,
  code: [
    'src/checkout.js',
    'export const sum = (items) => items.length;\n',
    'export const sum = (items) => total(items);\n',
  ],
  task: 'The checkout shows the wrong sum; it should use the items prices.',
};

export const PYTEST: Subject = {
  path: 'tests/test_pricing.py',
  text: `import pytest

from shop.errors import InvalidVoucher
from shop.pricing import discount, net_price, total


@pytest.fixture
def items():
    return [("apple", 3, 0.5), ("pear", 1, 0.75)]


def test_total_adds_up_all_items(items):
    result = total(items)
    assert result == 2.25
    assert isinstance(result, float)


def test_total_of_nothing_is_zero():
    assert total([]) == 0


@pytest.mark.parametrize(
    "code, expected",
    [
        ("SUMMER10", 90),
        ("HALF", 50),
        ("NONE", 100),
    ],
)
def test_discount_applies_the_voucher(code, expected):
    assert discount(100, code) == expected


def test_discount_refuses_an_expired_voucher():
    with pytest.raises(InvalidVoucher, match="expired on 2020-01-01"):
        discount(100, "OLD")


class TestNetPrice:
    def test_takes_the_tax_off(self):
        assert net_price(119, tax=19) == pytest.approx(100.0, abs=1e-9)

    def test_knows_reduced_rates(self):
        price = net_price(107, tax=7)
        assert price == pytest.approx(100.0)
        assert price.currency == "EUR"

    @pytest.mark.timeout(5)
    def test_is_quick(self, benchmark):
        elapsed = benchmark(net_price, 119)
        assert elapsed < 0.01
`,
  code: [
    'shop/pricing.py',
    'def total(items):\n    return sum(price for _, _, price in items)\n',
    'def total(items):\n    return sum(count * price for _, count, price in items)\n',
  ],
  task: 'total() ignores how many of an item there are. Please fix.',
};

export const UNITTEST: Subject = {
  path: 'accounts/tests/test_views.py',
  text: `from unittest import mock

from django.test import TestCase
from django.urls import reverse

from accounts.models import Account


class AccountViewTests(TestCase):
    def setUp(self):
        self.account = Account.objects.create(name="ada", balance=10)

    def test_detail_shows_the_balance(self):
        response = self.client.get(reverse("account", args=[self.account.pk]))
        self.assertEqual(response.status_code, 200)
        self.assertContains(response, "Balance: 10")
        self.assertTemplateUsed(response, "accounts/detail.html")

    def test_anonymous_users_are_sent_to_login(self):
        self.client.logout()
        response = self.client.get(reverse("account", args=[self.account.pk]))
        self.assertRedirects(response, "/login/?next=/accounts/1/")

    def test_withdraw_too_much(self):
        with self.assertRaises(ValueError):
            self.account.withdraw(11)
        self.account.refresh_from_db()
        self.assertEqual(self.account.balance, 10)

    @mock.patch("accounts.views.send_mail")
    def test_withdraw_sends_mail(self, send_mail):
        self.account.withdraw(4)
        self.assertAlmostEqual(self.account.balance, 6, places=7)
        send_mail.assert_called_once_with("ada", "You withdrew 4")
`,
  code: [
    'accounts/models.py',
    'class Account:\n    def withdraw(self, n):\n        self.balance -= n\n',
    'class Account:\n    def withdraw(self, n):\n        if n > self.balance:\n            raise ValueError(n)\n        self.balance -= n\n',
  ],
  task: 'Account.withdraw() must refuse to go below zero.',
};

export const JUNIT: Subject = {
  path: 'src/test/java/com/acme/order/OrderServiceTest.java',
  text: `package com.acme.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.*;
import static org.mockito.Mockito.*;

import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderServiceTest {
  private final Mailer mailer = mock(Mailer.class);
  private final OrderService service = new OrderService(mailer);

  @Test
  void sumsAllLines() {
    Order order = service.create(List.of(line("A", 2, 5), line("B", 1, 3)));

    assertEquals(13, order.total());
    assertThat(order.lines()).hasSize(2);
    assertThat(order.lines()).extracting("sku").containsExactly("A", "B");
  }

  @Test
  void rejectsAnEmptyOrder() {
    var error = assertThrows(IllegalArgumentException.class, () -> service.create(List.of()));
    assertEquals("an order needs lines", error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "SUMMER10, 90",
    "HALF, 50",
    "UNKNOWN, 100"
  })
  void appliesVouchers(String code, int expected) {
    assertEquals(expected, service.discount(100, code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "???"})
  void refusesBadCodes(String code) {
    assertFalse(service.isValid(code));
  }

  @Test
  @Timeout(2)
  void mailsTheCustomer() {
    service.confirm(order(7));
    verify(mailer).send("ada@example.com", "Order 7 confirmed");
    verifyNoMoreInteractions(mailer);
  }

  @Test
  void convertsMoney() {
    assertEquals(10.81, service.convert(10, "USD"), 0.001);
  }
}
`,
  code: [
    'src/main/java/com/acme/order/OrderService.java',
    'class OrderService {\n  int total() {\n    return lines.stream().mapToInt(Line::price).sum();\n  }\n}\n',
    'class OrderService {\n  int total() {\n    return lines.stream().mapToInt(l -> l.count() * l.price()).sum();\n  }\n}\n',
  ],
  task: 'OrderService: the total must take the count of each line into account.',
};

export const SPOCK: Subject = {
  path: 'src/test/groovy/com/acme/RomanSpec.groovy',
  text: `package com.acme

import spock.lang.Specification
import spock.lang.Unroll

class RomanSpec extends Specification {
    def roman = new Roman()

    def "refuses zero"() {
        when:
        roman.format(0)

        then:
        def e = thrown(IllegalArgumentException)
        e.message == "no zero in Rome"
    }

    @Unroll
    def "formats #number"() {
        expect:
        roman.format(number) == text

        where:
        number | text
        1      | "I"
        4      | "IV"
        9      | "IX"
    }
}
`,
  code: ['src/main/groovy/com/acme/Roman.groovy', 'class Roman { int a = 1 }\n', 'class Roman { int a = 2 }\n'],
  task: 'Roman.format writes IIII for 4. Make it IV.',
};

export const KOTLIN: Subject = {
  path: 'core/src/test/kotlin/acme/ClockTest.kt',
  text: `package acme

import io.kotest.core.spec.style.StringSpec
import io.kotest.matchers.shouldBe
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

class ClockTest {
    private val clock = Clock.fixed("2024-02-29T10:00:00Z")

    @Test
    fun \`knows leap days\`() {
        assertEquals("2024-02-29", clock.today().toString())
        assertEquals(366, clock.daysInYear())
    }

    @Test
    fun refusesTimeTravel() {
        val error = assertFailsWith<IllegalStateException> { clock.rewind(-1) }
        assertEquals("can not go back", error.message)
    }
}

class ClockSpec : StringSpec({
    "ticks every second" {
        val ticks = Clock.system().ticks(3)
        ticks.size shouldBe 3
        ticks.last() shouldBe "00:00:03"
    }

    "stops when told" {
        Clock.system().stop() shouldBe true
    }
})
`,
  code: ['core/src/main/kotlin/acme/Clock.kt', 'fun days() = 365\n', 'fun days() = if (leap) 366 else 365\n'],
  task: 'Clock.daysInYear ignores leap years.',
};

export const GO: Subject = {
  path: 'internal/semver/semver_test.go',
  text: `package semver

import (
	"context"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		in   string
		want Version
	}{
		{"plain", "1.2.3", Version{1, 2, 3}},
		{"with v", "v1.2.3", Version{1, 2, 3}},
		{"zero", "0.0.0", Version{}},
		{"large", "10.20.30", Version{10, 20, 30}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(tt.in)
			if err != nil {
				t.Fatalf("Parse(%q): %v", tt.in, err)
			}
			if got != tt.want {
				t.Errorf("Parse(%q) = %v, want %v", tt.in, got, tt.want)
			}
		})
	}
}

func TestParseError(t *testing.T) {
	_, err := Parse("1.x")
	if err == nil {
		t.Fatal("want an error for 1.x")
	}
	if got, want := err.Error(), "semver: bad minor \\"x\\""; got != want {
		t.Errorf("error = %q, want %q", got, want)
	}
}

func TestFetchLatest(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	got, err := FetchLatest(ctx, fakeServer(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	if got.Major != 3 {
		t.Errorf("major = %d, want 3", got.Major)
	}
}
`,
  code: [
    'internal/semver/semver.go',
    'package semver\n\nfunc Parse(s string) (Version, error) {\n\treturn parse(s)\n}\n',
    'package semver\n\nfunc Parse(s string) (Version, error) {\n\treturn parse(strings.TrimPrefix(s, "v"))\n}\n',
  ],
  task: 'semver.Parse should take a leading v.',
};

export const TESTIFY: Subject = {
  path: 'pkg/store/store_test.go',
  text: `package store

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStorePut(t *testing.T) {
	s := New(t.TempDir())
	require.NoError(t, s.Put("a", []byte("1")))

	got, err := s.Get("a")
	require.NoError(t, err)
	assert.Equal(t, []byte("1"), got)
	assert.Len(t, s.Keys(), 1)
}

func TestStoreMissing(t *testing.T) {
	s := New(t.TempDir())
	_, err := s.Get("nope")
	assert.ErrorIs(t, err, ErrNotFound)
	assert.EqualError(t, err, "store: nope: not found")
}

func TestStoreRatio(t *testing.T) {
	s := New(t.TempDir())
	assert.InDelta(t, 0.75, s.Ratio(), 0.001)
	assert.Eventually(t, s.Compacted, 2*time.Second, 10*time.Millisecond)
}
`,
  code: ['pkg/store/store.go', 'package store\n\nvar n = 1\n', 'package store\n\nvar n = 2\n'],
  task: 'Get returns a nil error for a key that is not there. It has to be ErrNotFound.',
};

export const RUST: Subject = {
  path: 'src/lexer.rs',
  text: `//! Splits text into tokens.

pub fn lex(text: &str) -> Result<Vec<Token>, LexError> {
    let mut out = Vec::new();
    for (at, c) in text.char_indices() {
        out.push(Token::new(at, c)?);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexes_numbers() {
        let tokens = lex("1 23").unwrap();
        assert_eq!(tokens.len(), 2);
        assert_eq!(tokens[1].text, "23");
    }

    #[test]
    fn reports_the_position() {
        let error = lex("1 $").unwrap_err();
        assert_eq!(error.position, 2);
        assert!(matches!(error.kind, ErrorKind::UnknownChar('$')));
    }

    #[test]
    #[should_panic(expected = "unterminated string")]
    fn panics_on_open_strings() {
        lex_or_panic("\\"abc");
    }

    #[tokio::test]
    async fn lexes_streams() {
        let tokens = lex_stream(input()).await.unwrap();
        assert_eq!(tokens, vec![Token::num(1)], "one token");
    }
}
`,
  code: ['src/token.rs', 'pub struct Token { at: u32 }\n', 'pub struct Token { at: usize }\n'],
  task: 'Positions in lexer errors count bytes; make them right for multi-byte text.',
};

export const RSPEC: Subject = {
  path: 'spec/models/invoice_spec.rb',
  text: `require "rails_helper"

RSpec.describe Invoice do
  subject(:invoice) { described_class.new(number: 7, lines: lines) }

  let(:lines) { [Line.new(2, 5.0), Line.new(1, 3.0)] }

  it "adds up its lines" do
    expect(invoice.total).to eq(13.0)
    expect(invoice.lines.size).to eq(2)
  end

  it "refuses a negative amount" do
    expect { invoice.add(-1) }.to raise_error(ArgumentError, "amount must be positive")
    expect(invoice.lines.size).to eq(2)
  end

  describe "#overdue?" do
    it "is overdue after 30 days" do
      travel_to(31.days.from_now) { expect(invoice).to be_overdue }
    end

    it "is not overdue when paid" do
      invoice.pay!
      expect(invoice.overdue?).to be(false)
    end
  end

  %w[EUR USD GBP].each do |currency|
    it "formats #{currency}" do
      expect(invoice.format(currency)).to include(currency)
    end
  end

  it_behaves_like "a numbered document"

  it "rounds taxes" do
    expect(invoice.tax).to be_within(0.005).of(2.47)
  end
end
`,
  code: [
    'app/models/invoice.rb',
    'class Invoice\n  def total = 0\nend\n',
    'class Invoice\n  def total = lines.sum(&:amount)\nend\n',
  ],
  task: 'Invoice#total is always zero. Sum the lines.',
};

export const MINITEST: Subject = {
  path: 'test/models/user_test.rb',
  text: `require "test_helper"

class UserTest < ActiveSupport::TestCase
  setup do
    @user = users(:ada)
  end

  test "needs an email" do
    @user.email = nil
    assert_not @user.valid?
    assert_equal ["can't be blank"], @user.errors[:email]
  end

  test "sends a welcome mail" do
    assert_enqueued_emails 1 do
      @user.welcome!
    end
  end

  def test_full_name
    assert_equal "Ada Lovelace", @user.full_name
  end

  def test_locks_after_failures
    5.times { @user.fail_login! }
    assert @user.locked?
    assert_raises(User::Locked) { @user.login!("secret") }
  end
end
`,
  code: ['app/models/user.rb', 'class User\n  LIMIT = 3\nend\n', 'class User\n  LIMIT = 5\nend\n'],
  task: 'Lock a user only after five failed logins.',
};

export const PHPUNIT: Subject = {
  path: 'tests/Unit/MoneyTest.php',
  text: `<?php

namespace Tests\\Unit;

use App\\Money;
use PHPUnit\\Framework\\Attributes\\DataProvider;
use PHPUnit\\Framework\\TestCase;

final class MoneyTest extends TestCase
{
    public static function amounts(): array
    {
        return [
            'cents' => [1, '0.01'],
            'euros' => [100, '1.00'],
            'negative' => [-250, '-2.50'],
        ];
    }

    #[DataProvider('amounts')]
    public function testFormat(int $cents, string $expected): void
    {
        $this->assertSame($expected, (new Money($cents))->format());
    }

    public function testAddsTheSameCurrency(): void
    {
        $sum = Money::eur(5)->add(Money::eur(7));
        $this->assertEquals(Money::eur(12), $sum);
        self::assertSame('EUR', $sum->currency());
    }

    public function testRefusesOtherCurrencies(): void
    {
        $this->expectException(CurrencyMismatch::class);
        $this->expectExceptionMessage('EUR and USD');
        Money::eur(5)->add(Money::usd(7));
    }

    /** @test */
    public function it_compares(): void
    {
        $this->assertTrue(Money::eur(5)->equals(Money::eur(5)));
        $this->assertEqualsWithDelta(0.05, Money::eur(5)->toFloat(), 0.0001);
    }
}
`,
  code: ['src/Money.php', '<?php\nclass Money { const A = 1; }\n', '<?php\nclass Money { const A = 2; }\n'],
  task: 'Money::format drops the sign of negative amounts.',
};

export const PEST: Subject = {
  path: 'tests/Feature/CommentTest.php',
  text: `<?php

use App\\Models\\User;

it('stores a comment', function () {
    $response = $this->actingAs(User::factory()->create())->post('/comments', ['text' => 'hi']);

    $response->assertStatus(201);
    $response->assertJson(['text' => 'hi']);
    expect(Comment::count())->toBe(1);
});

test('guests may not comment', function () {
    $this->post('/comments', ['text' => 'hi'])->assertForbidden();
    expect(Comment::count())->toBe(0);
});

it('refuses bad texts', function (string $text) {
    $this->post('/comments', ['text' => $text])->assertSessionHasErrors('text');
})->with(['', ' ', str_repeat('x', 5000)]);
`,
  code: ['app/Http/CommentController.php', '<?php\n$a = 1;\n', '<?php\n$a = 2;\n'],
  task: 'Guests must not be able to write comments.',
};

export const XUNIT: Subject = {
  path: 'tests/Acme.Tests/BasketTests.cs',
  text: `using Acme;
using FluentAssertions;
using Xunit;

namespace Acme.Tests;

public class BasketTests
{
    private readonly Basket _basket = new();

    [Fact]
    public void Total_is_the_sum_of_all_lines()
    {
        _basket.Add("A", 2, 5m);
        _basket.Add("B", 1, 3m);

        Assert.Equal(13m, _basket.Total);
        Assert.Equal(2, _basket.Lines.Count);
    }

    [Theory]
    [InlineData("SUMMER10", 90)]
    [InlineData("HALF", 50)]
    [InlineData("UNKNOWN", 100)]
    public void Vouchers_apply(string code, decimal expected)
    {
        Assert.Equal(expected, _basket.Discount(100m, code));
    }

    [Fact]
    public async Task Refuses_unknown_skus()
    {
        var error = await Assert.ThrowsAsync<UnknownSkuException>(() => _basket.AddAsync("??"));
        error.Sku.Should().Be("??");
    }

    [Fact(Timeout = 1000)]
    public void Lists_lines_in_order()
    {
        _basket.Lines.Should().BeEquivalentTo(new[] { "A", "B" }, o => o.WithStrictOrdering());
    }
}
`,
  code: ['src/Acme/Basket.cs', 'class Basket { int a = 1; }\n', 'class Basket { int a = 2; }\n'],
  task: 'Basket.Total ignores the count of a line.',
};

export const NUNIT: Subject = {
  path: 'Tests/CalculatorTest.cs',
  text: `using NUnit.Framework;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[TestFixture]
public class CalculatorTest
{
    [Test]
    public void Adds()
    {
        Assert.That(Calculator.Add(1, 2), Is.EqualTo(3));
        Assert.AreEqual(4, Calculator.Add(2, 2));
    }

    [TestCase(4, 2)]
    [TestCase(9, 3)]
    [TestCase(16, 4)]
    public void Roots(int n, int expected)
    {
        Assert.That(Calculator.Root(n), Is.EqualTo(expected).Within(0.0001));
    }

    [Test]
    public void Divides_not_by_zero()
    {
        Assert.Throws<DivideByZeroException>(() => Calculator.Divide(1, 0));
        StringAssert.StartsWith("Attempted", Calculator.LastError);
    }
}

[TestClass]
public class MemoryTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Remembers(int value)
    {
        Calculator.Store(value);
        Assert.AreEqual(value, Calculator.Recall());
    }
}
`,
  code: ['Calculator.cs', 'class Calculator { int a = 1; }\n', 'class Calculator { int a = 2; }\n'],
  task: 'Calculator.Root is wrong for 16.',
};

export const XCTEST: Subject = {
  path: 'Tests/FeedTests/FeedLoaderTests.swift',
  text: `import XCTest
@testable import Feed

final class FeedLoaderTests: XCTestCase {
    func testLoadsItems() async throws {
        let items = try await FeedLoader(client: .stub).load()
        XCTAssertEqual(items.count, 3)
        XCTAssertEqual(items.first?.title, "Hello")
    }

    func testThrowsOnBadData() async {
        XCTAssertThrowsError(try FeedLoader.decode(Data())) { error in
            XCTAssertEqual(error as? FeedError, .empty)
        }
    }

    func testCaches() {
        let done = expectation(description: "cached")
        FeedLoader.shared.cache { done.fulfill() }
        wait(for: [done], timeout: 1.0)
        XCTAssertEqual(FeedLoader.shared.ratio, 0.5, accuracy: 0.001)
    }
}
`,
  code: ['Sources/Feed/FeedLoader.swift', 'let a = 1\n', 'let a = 2\n'],
  task: 'FeedLoader drops the last item of the feed.',
};

export const SWIFT: Subject = {
  path: 'Tests/MathTests/VectorTests.swift',
  text: `import Testing
@testable import MathKit

@Suite struct VectorTests {
    @Test func addsVectors() {
        let sum = Vector(1, 2) + Vector(3, 4)
        #expect(sum == Vector(4, 6))
        #expect(sum.length > 7)
    }

    @Test("normalizes", arguments: [1.0, 2.0, 10.0])
    func normalizes(length: Double) throws {
        let v = try #require(Vector(length, 0).normalized)
        #expect(v.length == 1)
    }

    @Test func refusesZero() {
        #expect(throws: VectorError.zero) { try Vector(0, 0).direction() }
    }
}
`,
  code: ['Sources/MathKit/Vector.swift', 'let a = 1\n', 'let a = 2\n'],
  task: 'Vector addition swaps x and y.',
};

export const GTEST: Subject = {
  path: 'tests/ring_buffer_test.cpp',
  text: `#include "ring_buffer.h"

#include <gtest/gtest.h>

TEST(RingBufferTest, KeepsOrder) {
  RingBuffer<int> buffer(3);
  buffer.push(1);
  buffer.push(2);
  ASSERT_EQ(buffer.size(), 2u);
  EXPECT_EQ(buffer.pop(), 1);
  EXPECT_EQ(buffer.pop(), 2);
}

TEST(RingBufferTest, ThrowsWhenEmpty) {
  RingBuffer<int> buffer(1);
  EXPECT_THROW(buffer.pop(), std::out_of_range);
}

TEST_F(RingBufferFixture, OverwritesTheOldest) {
  for (int i = 0; i < 5; ++i) buffer_.push(i);
  EXPECT_EQ(buffer_.pop(), 2);
  EXPECT_STREQ(buffer_.name(), "ring");
  EXPECT_NEAR(buffer_.load(), 0.75, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Sizes, SizedTest, ::testing::Values(1, 2, 64, 1024));
`,
  code: ['src/ring_buffer.cpp', 'int a = 1;\n', 'int a = 2;\n'],
  task: 'RingBuffer::push overwrites the newest item in place of the oldest.',
};

export const CATCH2: Subject = {
  path: 'test/test_matrix.cpp',
  text: `#include <catch2/catch_test_macros.hpp>
#include "matrix.hpp"

TEST_CASE("a matrix can be inverted", "[matrix]") {
  Matrix m{{2, 0}, {0, 2}};

  SECTION("twice is the same") {
    REQUIRE(m.inverse().inverse() == m);
  }

  SECTION("singular ones throw") {
    REQUIRE_THROWS_AS(Matrix::zero().inverse(), singular_error);
    CHECK(m.rank() == 2);
  }
}

TEST_CASE("a matrix can be printed") {
  CHECK(to_string(Matrix{{1}}) == "[1]");
}
`,
  code: ['src/matrix.cpp', 'int a = 1;\n', 'int a = 2;\n'],
  task: 'Matrix::inverse must throw singular_error for singular matrices.',
};

export const CMAKE: Subject = {
  path: 'tests/CMakeLists.txt',
  text: `enable_testing()

add_executable(unit_tests ring_buffer_test.cpp matrix_test.cpp)
target_link_libraries(unit_tests PRIVATE core GTest::gtest_main)
gtest_discover_tests(unit_tests)

add_test(NAME cli_smoke COMMAND cli --version)
set_tests_properties(cli_smoke PROPERTIES PASS_REGULAR_EXPRESSION "1\\\\.2" TIMEOUT 10)
add_test(NAME cli_help COMMAND cli --help)
`,
  code: ['src/cli.cpp', 'int a = 1;\n', 'int a = 2;\n'],
  task: 'cli --version prints nothing. Fix it.',
};

export const BATS: Subject = {
  path: 'test/deploy.bats',
  text: `#!/usr/bin/env bats

setup() {
  load test_helper
  export TARGET="$BATS_TEST_TMPDIR/out"
}

@test "deploy copies the files" {
  run ./deploy.sh "$TARGET"
  [ "$status" -eq 0 ]
  [ -f "$TARGET/app.js" ]
  [[ "$output" == *"deployed 3 files"* ]]
}

@test "deploy needs a target" {
  run ./deploy.sh
  assert_failure 2
  assert_output "usage: deploy.sh TARGET"
}

@test "deploy leaves other files alone" {
  touch "$TARGET.keep"
  run ./deploy.sh "$TARGET"
  assert_success
  assert [ -e "$TARGET.keep" ]
}
`,
  code: ['deploy.sh', '#!/bin/bash\ncp -r dist "$1"\n', '#!/bin/bash\nset -e\ncp -r dist "$1"\n'],
  task: 'deploy.sh should stop with an error when copying fails.',
};

export const BAZEL: Subject = {
  path: 'server/BUILD.bazel',
  text: `load("@rules_python//python:defs.bzl", "py_library", "py_test")

py_library(
    name = "server",
    srcs = ["server.py"],
)

py_test(
    name = "server_test",
    size = "small",
    srcs = ["server_test.py"],
    deps = [":server"],
)

go_test(
    name = "proxy_test",
    srcs = ["proxy_test.go"],
    timeout = "short",
)
`,
  code: ['server/server.py', 'a = 1\n', 'a = 2\n'],
  task: 'The server answers 500 on an empty body. It should be 400.',
};
