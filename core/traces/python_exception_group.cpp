// The part of PythonTracebackDetector that reads the gutters of exception groups.

#include "core/traces/python_grammar.h"
#include "core/traces/python_traceback_detector.h"
#include "core/traces/text_scan.h"

#include <utility>

namespace tw {

namespace {

constexpr std::size_t kGutterWidth = 2;
constexpr std::size_t kMostLevels = 32;

} // namespace

bool PythonTracebackDetector::followGutter(const LaneLine& line, std::size_t column)
{
    const auto offset = column - *m_gutter;
    const auto level = offset / kGutterWidth;
    if (offset % kGutterWidth != 0 || level >= m_chains.size())
        return false;
    closeLevelsAbove(level);
    m_groupClosed = false;
    auto body = line.text.substr(column + 1);
    if (startsWith(body, " "))
        body.remove_prefix(1);
    return feedMember(level, {body, line.number, line.shapes});
}

bool PythonTracebackDetector::feedMember(std::size_t level, const ChainLine& line)
{
    auto& chain = m_chains[level];
    const auto state = chain.state();
    const bool expectsHead = state == PythonChain::State::Idle || state == PythonChain::State::Quote
                             || state == PythonChain::State::Linked;
    if (expectsHead && (isTracebackHead(line.text) || isGroupHead(line.text)))
        chain.startAtHead(line.number, 0);
    else if (expectsHead && isRemoteMarker(line.text))
        chain.startRemote(line.number);
    else if (state == PythonChain::State::Idle && scanPythonException(line.text))
        chain.startAtException(line);
    else
        chain.feed(line);
    return true; // the gutter says that it belongs here, whatever it is
}

bool PythonTracebackDetector::followRuler(const LaneLine& line, std::size_t column)
{
    const auto ruler = scanGroupRuler(line.text.substr(column));
    const auto offset = column - *m_gutter;
    const auto level = offset / kGutterWidth;
    const bool inner = ruler == GroupRuler::First;
    if (!ruler || offset % kGutterWidth != 0 || level >= m_chains.size() || level >= kMostLevels
        || (!inner && level == 0))
        return false;
    closeLevelsAbove(inner ? level : level - 1);
    m_chains.back().endMessage();
    m_groupClosed = ruler == GroupRuler::Closing;
    if (m_groupClosed)
        m_chains.front().extendTo(line.number);
    else
        m_chains.emplace_back(PythonChain::Bounds::Marked);
    return true;
}

void PythonTracebackDetector::closeLevelsAbove(std::size_t level)
{
    while (m_chains.size() > level + 1) {
        auto member = m_chains.back().take();
        m_chains.pop_back();
        if (!member)
            continue;
        member->relation = TraceRelation::Member;
        m_chains.back().addMember(std::move(*member));
    }
}

} // namespace tw
