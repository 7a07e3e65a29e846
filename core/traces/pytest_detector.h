#pragma once

#include "core/traces/trace_detector.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tw {

/// Failures in pytest's own styles (--tb=long and short). It only notes the lines that matter and
/// leaves the rest of a report to others: captured output in it may hold tracebacks of its own, and
/// with --tb=native it does. With --tb=line there are no locations below a ruler, so no traces.
class PytestDetector final : public TraceDetector
{
public:
    explicit PytestDetector(TraceSink sink) : m_sink(std::move(sink)) {}

    bool feed(const LaneLine& line) override;
    void finish() override;
    [[nodiscard]] bool isOpen() const override { return m_report.has_value(); }
    [[nodiscard]] bool isMidway() const override { return false; }

private:
    bool noteLine(const LaneLine& line);
    bool addLocation(const LaneLine& line);
    void addError(const LaneLine& line);
    void nameError();

    TraceSink m_sink;
    std::optional<Trace> m_report{};
    /// The type at the last location, which --tb=long prints.
    std::string m_type{};
    std::uint64_t m_errorOrdinal{0};
    std::uint64_t m_errorIndent{0};
    std::uint64_t m_errorLines{0};
    std::uint64_t m_lines{0};
};

} // namespace tw
