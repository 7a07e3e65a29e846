#pragma once

#include "ui/models/running_stops_model.h"

#include <QTimer>
#include <QWidget>

#include <map>

class QLabel;

namespace tw {

class StopRow;

/// The running stops, each with its countdown, a row each; hidden where there is none. A stop that
/// is over within a moment is never seen: rows that flash up and go would only unsettle the window.
/// Borrows the model.
class StopsBar final : public QWidget
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kShownAfter{400};
    /// More than these are counted, not shown.
    static constexpr std::size_t kMostRows = 4;

    explicit StopsBar(const RunningStopsModel& stops, QWidget* parent = nullptr);

    /// Shows what is true now; called by itself a few times a second while stops run.
    void refresh();

Q_SIGNALS:
    void skipRequested(tw::StopId stop);
    void extendRequested(tw::StopId stop, std::chrono::milliseconds by);

private:
    StopRow* addRow(StopId stop);
    void dropRows();

    const RunningStopsModel& m_stops;
    std::map<StopId, StopRow*> m_rows{};
    QLabel* m_more{nullptr};
    QTimer m_tick{};
};

} // namespace tw
