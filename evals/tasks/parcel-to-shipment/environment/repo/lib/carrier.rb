# frozen_string_literal: true

require_relative "parcel"
require_relative "event_log"

# Who carries it.
class Carrier
  attr_reader :name, :parcels

  def initialize(name, log: EventLog.new)
    @name = name
    @log = log
    @parcels = []
  end

  def add_parcel(parcel)
    raise TypeError, "no parcel: #{parcel.inspect}" unless parcel.is_a?(Parcel)

    @parcels << parcel
    @log.add("parcel.added", weight: parcel.weight)
    self
  end

  def labels
    @parcels.map { |parcel| "#{name}: #{parcel.label}" }
  end

  def weight
    @parcels.sum(&:weight)
  end
end
