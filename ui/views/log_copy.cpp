#include "ui/views/log_copy.h"

#include "ui/models/log_search.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace tw {

LogCopy::LogCopy(LogModel& model, LogSelection::Range rows, QObject* parent)
    : QObject(parent)
    , m_rows(rows)
    , m_scan(
          model,
          [&model]() -> const LogRows& { return model.rows(); },
          [this](std::uint64_t /*row*/, const LogRow& content) { take(content); })
{
    const std::uint64_t count = rows.last - rows.first + 1;
    m_scan.limit(rows.first, rows.first + std::min(count, kMostRows));
    connect(&m_scan, &LineScan::advanced, this, &LogCopy::finishWhenDone);
    // The rows are others now: what was meant cannot be had any more.
    connect(&model, &LogModel::rowsReset, this, &QObject::deleteLater);
}

void LogCopy::take(const LogRow& content)
{
    if (m_text.size() >= kMostCharacters)
        return;
    m_text += rowText(content) + u'\n';
    ++m_taken;
}

void LogCopy::finishWhenDone()
{
    if (m_isFinished || (!m_scan.isAtEnd() && m_text.size() < kMostCharacters))
        return;
    m_isFinished = true;
    QGuiApplication::clipboard()->setText(m_text);
    const std::uint64_t wanted = m_rows.last - m_rows.first + 1;
    Q_EMIT finished(m_taken == wanted
                        ? tr("%n line(s) copied", nullptr, static_cast<int>(m_taken))
                        : tr("The first %1 of %2 lines copied").arg(m_taken).arg(wanted));
}

} // namespace tw
