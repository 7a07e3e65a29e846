#include "ui/models/log_search.h"

#include "ui/models/ansi_line.h"

#include <algorithm>

namespace tw {

QString rowText(const LogRow& row)
{
    if (row.record != nullptr)
        return row.record->text;
    if (row.line == nullptr)
        return {};
    return layoutAnsi(QByteArrayView(row.line->bytes.data(),
                                     static_cast<qsizetype>(row.line->bytes.size())))
        .text;
}

LogSearch::LogSearch(LogModel& model, QObject* parent) : QObject(parent), m_model(model)
{
    connect(&m_model, &LogModel::rowsReset, this, &LogSearch::restart);
    connect(&m_model, &LogModel::rowsChanged, this, &LogSearch::forgetFrom);
}

void LogSearch::start(const QString& text, Qt::CaseSensitivity sensitivity)
{
    m_text = text;
    m_sensitivity = sensitivity;
    restart();
}

void LogSearch::restart()
{
    m_matches.clear();
    m_scan.reset();
    if (!m_text.isEmpty()) {
        m_scan = std::make_unique<LineScan>(
            m_model,
            [this]() -> const LogRows& { return m_model.rows(); },
            [this](std::uint64_t row, const LogRow& content) { look(row, content); });
        connect(m_scan.get(), &LineScan::advanced, this, &LogSearch::progressed);
    }
    Q_EMIT progressed();
}

void LogSearch::look(std::uint64_t row, const LogRow& content)
{
    if (rowText(content).contains(m_text, m_sensitivity))
        m_matches.push_back(row);
}

void LogSearch::forgetFrom(std::uint64_t row)
{
    if (!m_scan || m_scan->position() <= row)
        return;
    m_matches.erase(std::lower_bound(m_matches.begin(), m_matches.end(), row), m_matches.end());
    m_scan->rewind(row);
}

int LogSearch::percentDone() const
{
    const std::uint64_t count = m_model.rowCount();
    return isDone() || count == 0 ? 100 : static_cast<int>(m_scan->position() * 100 / count);
}

std::optional<std::uint64_t> LogSearch::next(std::uint64_t row) const
{
    if (m_matches.empty())
        return std::nullopt;
    const auto found = std::upper_bound(m_matches.begin(), m_matches.end(), row);
    return found == m_matches.end() ? m_matches.front() : *found;
}

std::optional<std::uint64_t> LogSearch::previous(std::uint64_t row) const
{
    if (m_matches.empty())
        return std::nullopt;
    const auto found = std::lower_bound(m_matches.begin(), m_matches.end(), row);
    return found == m_matches.begin() ? m_matches.back() : *std::prev(found);
}

std::optional<std::size_t> LogSearch::ordinal(std::uint64_t row) const
{
    const auto found = std::lower_bound(m_matches.begin(), m_matches.end(), row);
    if (found == m_matches.end() || *found != row)
        return std::nullopt;
    return static_cast<std::size_t>(found - m_matches.begin()) + 1;
}

} // namespace tw
