#pragma once

#include "core/traces/python_chain.h"
#include "core/traces/trace_detector.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tw {

/// Tracebacks of CPython 2.7 to 3.14: chains, exception groups, quoted tracebacks of other
/// processes, syntax errors without a head, and what is left where several processes write over
/// each other.
///
/// The lowest chain stands at the margin; each level of an exception group has one more on top.
/// Where a head follows a head, several writers share the stream: from then on all parts are
/// gathered as children of one incomplete trace, because no text says which part belongs to whom.
class PythonTracebackDetector final : public TraceDetector
{
public:
    explicit PythonTracebackDetector(TraceSink sink) : m_sink(std::move(sink)) {}

    bool feed(const LaneLine& line) override;
    void finish() override;
    [[nodiscard]] bool isOpen() const override { return !m_chains.empty(); }
    [[nodiscard]] bool isMidway() const override;

private:
    struct Preamble
    {
        std::string writer{};
        std::uint64_t firstLine{0};
        std::uint64_t ordinal{0};
    };

    bool open(const LaneLine& line);
    bool openAtHead(const LaneLine& line);
    bool openAtSentence(const LaneLine& line);
    bool follow(const LaneLine& line);
    bool followHead(const LaneLine& line);
    bool followGutter(const LaneLine& line, std::size_t column);
    bool followRuler(const LaneLine& line, std::size_t column);
    bool feedMember(std::size_t level, const ChainLine& line);
    bool followAtMargin(const LaneLine& line);
    bool followSharedStream(const LaneLine& line);

    void startChain(const LaneLine& line);
    void startPart(const LaneLine& line);
    void shareStream();
    void closeSharedPart();
    void closeLevelsAbove(std::size_t level);
    void notePreamble(const LaneLine& line);
    [[nodiscard]] bool isOverdue(const LaneLine& line) const;
    [[nodiscard]] std::optional<Trace> takeShared();

    TraceSink m_sink;
    std::vector<PythonChain> m_chains{};
    /// Column of the outermost gutter, while the lowest chain is at an exception group.
    std::optional<std::size_t> m_gutter{};
    bool m_groupClosed{false};
    std::optional<Trace> m_shared{};
    Preamble m_preamble{};
    /// Of what is open.
    std::string m_writer{};
    std::uint64_t m_start{0};
    std::uint64_t m_lastOwned{0};
    std::uint64_t m_lines{0};
};

} // namespace tw
