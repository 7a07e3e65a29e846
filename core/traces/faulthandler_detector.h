#pragma once

#include "core/traces/trace_detector.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace tw {

/// Dumps of CPython's faulthandler: fatal errors, timeouts and plain dumps, one child a thread.
/// Unlike in tracebacks the innermost frame comes first.
class FaulthandlerDetector final : public TraceDetector
{
public:
    explicit FaulthandlerDetector(TraceSink sink) : m_sink(std::move(sink)) {}

    bool feed(const LaneLine& line) override;
    void finish() override;
    [[nodiscard]] bool isOpen() const override { return m_dump.has_value(); }
    [[nodiscard]] bool isMidway() const override { return isOpen() && m_dump->children.empty(); }

private:
    bool open(const LaneLine& line);
    bool follow(const LaneLine& line);
    bool openThread(const LaneLine& line);
    bool addFrame(const LaneLine& line);
    void own(const LaneLine& line);

    TraceSink m_sink;
    std::optional<Trace> m_dump{};
    std::uint64_t m_lastOwned{0};
    std::uint64_t m_lines{0};
    /// The trailer was read: only the head of another thread may follow.
    bool m_trailed{false};
};

} // namespace tw
