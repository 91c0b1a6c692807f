# frozen_string_literal: true

require "minitest/autorun"
require_relative "../lib/stock/report"

class ReportTest < Minitest::Test
  def test_sums
    articles = [
      { name: "saw", category: +"tools", quantity: 2 },
      { name: "axe", category: +"Tools", quantity: 3 },
      { name: "nail", category: +"Small parts", quantity: 100 },
    ]
    assert_equal({ "SMALL PARTS" => 100, "TOOLS" => 5 }, Stock::Report.by_category(articles))
  end

  def test_nothing
    assert_equal({}, Stock::Report.by_category([]))
  end
end
