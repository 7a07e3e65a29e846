#pragma once

#include "ui/models/line_scan.h"
#include "ui/models/log_model.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace tw {

/// Which rows of the log hold a text. Looks through them in the background, a piece a turn of the
/// loop, and goes on as rows are added. Colours and other escapes are looked through. Owned by the
/// log's pane; the model must outlive it.
class LogSearch final : public QObject
{
    Q_OBJECT

public:
    explicit LogSearch(LogModel& model, QObject* parent = nullptr);

    /// Looks for `text` from now on; for nothing where it is empty.
    void start(const QString& text, Qt::CaseSensitivity sensitivity);
    void cancel() { start({}, m_sensitivity); }

    [[nodiscard]] const QString& text() const { return m_text; }
    [[nodiscard]] Qt::CaseSensitivity sensitivity() const { return m_sensitivity; }

    /// The rows that match, ascending; all of them once isDone().
    [[nodiscard]] const std::vector<std::uint64_t>& matches() const { return m_matches; }
    [[nodiscard]] bool isActive() const { return m_scan != nullptr; }
    [[nodiscard]] bool isDone() const { return m_scan == nullptr || m_scan->isAtEnd(); }
    /// How much was looked through, 0 to 100.
    [[nodiscard]] int percentDone() const;

    /// The match after (before) `row`, around the end; absent without matches.
    [[nodiscard]] std::optional<std::uint64_t> next(std::uint64_t row) const;
    [[nodiscard]] std::optional<std::uint64_t> previous(std::uint64_t row) const;
    /// Which match `row` is, from 1.
    [[nodiscard]] std::optional<std::size_t> ordinal(std::uint64_t row) const;

Q_SIGNALS:
    /// There are other matches, or more was looked through.
    void progressed();

private:
    void restart();
    void look(std::uint64_t row, const LogRow& content);
    void forgetFrom(std::uint64_t row);

    LogModel& m_model;
    QString m_text{};
    Qt::CaseSensitivity m_sensitivity{Qt::CaseInsensitive};
    std::vector<std::uint64_t> m_matches{};
    std::unique_ptr<LineScan> m_scan{};
};

/// The text of a row as it is searched and copied.
[[nodiscard]] QString rowText(const LogRow& row);

} // namespace tw
