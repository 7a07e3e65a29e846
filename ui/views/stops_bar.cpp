#include "ui/views/stops_bar.h"

#include "ui/views/stop_row.h"

#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace tw {

namespace {

constexpr std::chrono::milliseconds kTick{200};

} // namespace

StopsBar::StopsBar(const RunningStopsModel& stops, QWidget* parent)
    : QWidget(parent)
    , m_stops(stops)
{
    setObjectName(QStringLiteral("Running stops"));
    setAccessibleName(tr("Running stops"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    m_more = new QLabel(this);
    m_more->setContentsMargins(12, 4, 8, 4);
    layout->addWidget(m_more);
    m_more->hide();
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, &StopsBar::refresh);
    connect(&m_stops, &RunningStopsModel::changed, this, &StopsBar::refresh);
    hide();
}

void StopsBar::refresh()
{
    dropRows();
    std::size_t more = 0;
    for (const auto& [id, stop] : m_stops.stops()) {
        if (m_stops.now() - stop.began < kShownAfter) {
            continue;
        }
        auto row = m_rows.find(id);
        if (row == m_rows.end() && m_rows.size() == kMostRows) {
            ++more;
            continue;
        }
        if (row == m_rows.end()) {
            row = m_rows.emplace(id, addRow(id)).first;
        }
        row->second->tell(m_stops, stop);
    }
    m_more->setText(more == 1 ? tr("and 1 more stop")
                              : tr("and %1 more stops").arg(QLocale().toString(qulonglong{more})));
    m_more->setVisible(more > 0);
    setVisible(!m_rows.empty());
    if (m_stops.stops().empty()) {
        m_tick.stop();
    } else if (!m_tick.isActive()) {
        m_tick.start();
    }
}

StopRow* StopsBar::addRow(StopId stop)
{
    auto* row = new StopRow(this);
    auto* rows = static_cast<QVBoxLayout*>(layout());
    rows->insertWidget(rows->count() - 1, row);
    connect(row, &StopRow::skipRequested, this, [this, stop] { Q_EMIT skipRequested(stop); });
    connect(row, &StopRow::extendRequested, this, [this, stop](std::chrono::milliseconds by) {
        Q_EMIT extendRequested(stop, by);
    });
    row->show();
    return row;
}

void StopsBar::dropRows()
{
    std::erase_if(m_rows, [this](const auto& each) {
        if (m_stops.find(each.first) != nullptr) {
            return false;
        }
        each.second->hide();
        each.second->deleteLater();
        return true;
    });
}

} // namespace tw
