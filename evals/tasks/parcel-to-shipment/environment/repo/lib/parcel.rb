# frozen_string_literal: true

# Something that is sent; the weight is in kilograms.
class Parcel
  attr_reader :weight

  def initialize(weight)
    raise ArgumentError, "a parcel weighs something" unless weight.positive?

    @weight = weight
  end

  def label
    "PARCEL #{weight} kg"
  end
end
