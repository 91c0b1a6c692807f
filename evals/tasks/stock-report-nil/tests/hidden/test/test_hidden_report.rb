# frozen_string_literal: true

require "minitest/autorun"
require_relative "../lib/stock/report"

class HiddenReportTest < Minitest::Test
  def report(*rows)
    Stock::Report.by_category(rows.map { |category, quantity| { category: category, quantity: quantity } })
  end

  def test_without_category
    assert_equal({ "UNSORTED" => 10 }, report([nil, 1], ["", 2], ["  \t", 3], ["unsorted ", 4]))
    assert_equal({ "UNSORTED" => 4 }, Stock::Report.by_category([{ name: "saw", quantity: 4 }]))
  end

  def test_blanks_and_case
    assert_equal({ "TOOLS" => 6 }, report([" Tools", 1], ["tools", 2], ["TOOLS\n", 3]))
    assert_equal({ "SMALL PARTS" => 1 }, report(["small parts", 1]))
  end

  def test_without_quantity
    assert_equal({ "A" => 0, "B" => 2, "UNSORTED" => 0 }, report(["b", 2], ["a", nil], ["b", nil], [nil, nil]))
    assert_equal({ "A" => 0 }, Stock::Report.by_category([{ category: "a" }]))
  end

  def test_articles_stay_as_they_were
    articles = [{ category: +" tools", quantity: 1 }, { category: nil }]
    Stock::Report.by_category(articles)
    assert_equal([{ category: " tools", quantity: 1 }, { category: nil }], articles)
    assert_equal({ "FROZEN" => 1 }, Stock::Report.by_category([{ category: "frozen", quantity: 1 }.freeze].freeze))
  end

  def test_sorted
    assert_equal(%w[A B UNSORTED Z], report(["z", 1], [nil, 1], ["b", 1], ["a", 1]).keys)
  end
end
