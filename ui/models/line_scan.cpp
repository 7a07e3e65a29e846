#include "ui/models/line_scan.h"

#include <algorithm>
#include <limits>

namespace tw {
namespace {

// Looking through this many lines takes a few milliseconds.
constexpr std::uint64_t kRowsPerTurn = 4096;

} // namespace

LineScan::LineScan(LogModel& model, RowsSource rows, Visitor visitor)
    : m_model(model)
    , m_rows(std::move(rows))
    , m_visitor(std::move(visitor))
    , m_limit(std::numeric_limits<std::uint64_t>::max())
{
    connect(&m_model, &LogModel::linesArrived, this, &LineScan::advance);
    connect(&m_model, &LogModel::rowsAppended, this, &LineScan::continueLater);
    continueLater();
}

void LineScan::rewind(std::uint64_t row)
{
    m_next = std::min(m_next, row);
    continueLater();
}

void LineScan::limit(std::uint64_t row, std::uint64_t end)
{
    m_next = row;
    m_limit = end;
}

std::uint64_t LineScan::end() const
{
    return std::min(m_limit, m_rows().rowCount());
}

void LineScan::advance()
{
    const std::uint64_t start = m_next;
    const std::uint64_t stop = std::min(end(), start + kRowsPerTurn);
    while (m_next < stop && visit(m_next))
        ++m_next;
    if (m_next == start)
        return;
    if (m_next == stop && !isAtEnd())
        continueLater();
    Q_EMIT advanced();
}

bool LineScan::visit(std::uint64_t row)
{
    const RowPosition position = m_rows().at(row);
    const LogRow content = m_model.rowAt(position, LinePages::Purpose::Scan);
    if (const auto* line = std::get_if<LinePosition>(&position)) {
        const bool isKnown = m_model.isCurrent(*line) || m_model.isMissing(*line);
        if (!isKnown) {
            // The answer takes a while: have the next page under way as well.
            const LinePosition ahead{line->launch, line->index + LinePages::kPageLines};
            (void)m_model.rowAt(ahead, LinePages::Purpose::Scan);
            return false;
        }
    }
    m_visitor(row, content);
    return true;
}

void LineScan::continueLater()
{
    if (std::exchange(m_isQueued, true))
        return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_isQueued = false;
            advance();
        },
        Qt::QueuedConnection);
}

} // namespace tw
