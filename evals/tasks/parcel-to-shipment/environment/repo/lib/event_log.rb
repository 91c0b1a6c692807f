# frozen_string_literal: true

# What happened, for the dashboard.
class EventLog
  attr_reader :lines

  def initialize
    @lines = []
  end

  def add(event, **facts)
    @lines << "#{event} #{facts.map { |key, value| "#{key}=#{value}" }.join(" ")}"
  end
end
