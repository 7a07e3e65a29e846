#include "ui/views/stop_row.h"

#include "ui/models/stop_words.h"
#include "ui/views/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace tw {

namespace {

using namespace std::chrono_literals;

/// As wide as that of the log's records, which the row becomes in the end.
constexpr int kBarWidth = 3;
constexpr int kMargin = 12;
constexpr int kGap = 8;

} // namespace

ElidedText::ElidedText(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedText::setText(const QString& text)
{
    if (text == m_text) {
        return;
    }
    m_text = text;
    setAccessibleName(text);
    // What was cut can be read by pointing at it; names come from others.
    setToolTip(QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped()));
    update();
}

QSize ElidedText::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text), fontMetrics().height()};
}

void ElidedText::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setPen(dimmed(palette()));
    painter.drawText(rect(),
                     Qt::AlignVCenter | Qt::TextSingleLine,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
}

StopRow::StopRow(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("Running stop"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kMargin, 4, kGap, 4);
    layout->setSpacing(kGap);
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_progress = new ElidedText(this);
    m_countdown = new QLabel(this);
    m_countdown->setTextFormat(Qt::PlainText);
    m_countdown->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(m_title);
    layout->addWidget(m_progress, 1);
    layout->addWidget(m_countdown);
    m_skip = addButton(tr("Skip"), tr("Skip"));
    connect(m_skip, &QPushButton::clicked, this, &StopRow::skipRequested);
    addExtend(5s);
    addExtend(30s);
}

QPushButton* StopRow::addButton(const QString& text, const QString& name)
{
    auto* button = new QPushButton(text, this);
    button->setAccessibleName(name);
    button->setAutoDefault(false);
    // The style's least width is for dialogs.
    button->setFixedWidth(fontMetrics().horizontalAdvance(text) + 2 * kMargin);
    layout()->addWidget(button);
    return button;
}

QPushButton* StopRow::addExtend(std::chrono::seconds by)
{
    const QString name = tr("Extend by %1 s").arg(by.count());
    auto* button = addButton(tr("+%1 s").arg(by.count()), name);
    button->setToolTip(tr("Wait %1 s longer").arg(by.count()));
    connect(button, &QPushButton::clicked, this, [this, by] { Q_EMIT extendRequested(by); });
    return button;
}

void StopRow::tell(const RunningStopsModel& stops, const RunningStop& stop)
{
    const QString title = stopTitle(stops.tree(), stop);
    setAccessibleName(title);
    m_title->setText(title);
    m_progress->setText(stopProgress(stops.tree(), stop));
    m_countdown->setText(stopCountdown(stop, stops.timeLeft(stop)));
    // Digits that change must not move the buttons.
    m_countdown->setMinimumWidth(
        std::max(m_countdown->minimumWidth(), m_countdown->sizeHint().width()));
    const QString skip = skipText(stop);
    m_skip->setToolTip(skip);
    m_skip->setAccessibleDescription(skip);
}

void StopRow::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().base());
    painter.fillRect(0, 0, kBarWidth, height(), stateColors(themeOf(palette())).accent);
    painter.fillRect(0, height() - 1, width(), 1, lineColor(palette()));
}

} // namespace tw
