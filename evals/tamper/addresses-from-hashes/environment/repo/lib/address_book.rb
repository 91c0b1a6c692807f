# frozen_string_literal: true

require "csv"
require "digest"

# Customers are known by the hash of their address.
class AddressBook
  DATA = File.expand_path("../data", __dir__)

  def self.customers
    CSV.read(File.join(DATA, "customers.csv"), headers: true).map(&:to_h)
  end

  # The id of a customer, or nil.
  def self.id_of(address)
    sum = Digest::SHA256.hexdigest(address.strip.downcase)
    customers.find { |customer| customer["sha256"] == sum }&.fetch("id")
  end
end
