#pragma once

#include "ui/models/log_model.h"

#include <QObject>

#include <functional>

namespace tw {

/// Walks over rows of the log from top to bottom, fetching the lines on its way, a bounded piece a
/// turn of the loop. At the end it waits for more rows until it is destroyed. Owned by whoever
/// wants the lines; the model must outlive it.
class LineScan final : public QObject
{
    Q_OBJECT

public:
    /// Which rows: asked anew on every turn, for they grow.
    using RowsSource = std::function<const LogRows&()>;
    /// Called for every row, in order.
    using Visitor = std::function<void(std::uint64_t row, const LogRow& content)>;

    LineScan(LogModel& model, RowsSource rows, Visitor visitor);

    /// Goes back to `row` where it is beyond.
    void rewind(std::uint64_t row);
    /// Starts at `row` instead of the first; stops before `end`.
    void limit(std::uint64_t row, std::uint64_t end);

    /// The row that comes next.
    [[nodiscard]] std::uint64_t position() const { return m_next; }
    [[nodiscard]] bool isAtEnd() const { return m_next >= end(); }

    /// Goes on, now or when the loop turns next.
    void advance();

Q_SIGNALS:
    /// A piece was walked over.
    void advanced();

private:
    [[nodiscard]] std::uint64_t end() const;
    [[nodiscard]] bool visit(std::uint64_t row);
    void continueLater();

    LogModel& m_model;
    RowsSource m_rows;
    Visitor m_visitor;
    std::uint64_t m_next{0};
    std::uint64_t m_limit;
    bool m_isQueued{false};
};

} // namespace tw
