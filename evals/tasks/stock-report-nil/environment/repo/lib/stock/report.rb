# frozen_string_literal: true

module Stock
  # Sums over articles, which are hashes with :name, :category and :quantity.
  module Report
    # Quantity by category in upper case, sorted by category.
    def self.by_category(articles)
      sums = {}
      articles.each do |article|
        category = article[:category].upcase!
        category = article[:category]
        sums[category] = (sums[category] || 0) + article[:quantity]
      end
      sums.sort.to_h
    end
  end
end
