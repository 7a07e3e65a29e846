#pragma once

#include "ui/models/line_scan.h"
#include "ui/views/log_selection.h"

#include <QObject>
#include <QString>

namespace tw {

/// Gathers the text of rows, fetching what is not here, and puts it on the clipboard at the end.
/// Takes as many whole rows as a clipboard bears and says what it left out.
class LogCopy final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::uint64_t kMostRows = 200'000;
    static constexpr qsizetype kMostCharacters = qsizetype{16} << 20;

    /// The model must outlive it.
    LogCopy(LogModel& model, LogSelection::Range rows, QObject* parent);

Q_SIGNALS:
    /// "3 lines copied", "The first 200000 of 10000000 lines copied".
    void finished(const QString& sentence);

private:
    void take(const LogRow& content);
    void finishWhenDone();

    LogSelection::Range m_rows;
    std::uint64_t m_taken{0};
    QString m_text{};
    bool m_isFinished{false};
    LineScan m_scan;
};

} // namespace tw
