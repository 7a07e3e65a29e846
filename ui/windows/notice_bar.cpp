#include "ui/windows/notice_bar.h"

#include "ui/views/icon.h"
#include "ui/views/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <utility>

namespace tw {

NoticeBar::NoticeBar(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("Notice"));
    setAccessibleName(tr("Notice"));
    m_sentence = new QLabel(this);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_button = new QPushButton(this);
    auto* close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("kill")));
    close->setIconSize({14, 14});
    close->setAutoRaise(true);
    close->setToolTip(tr("Hide this notice"));
    close->setAccessibleName(tr("Hide this notice"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(36, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_button);
    layout->addWidget(close);
    connect(m_button, &QPushButton::clicked, this, [this] {
        hide();
        // It may say something again.
        const auto wayOn = m_wayOn;
        wayOn();
    });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void NoticeBar::say(const QString& sentence, const QString& button, std::function<void()> wayOn)
{
    m_sentence->setText(sentence);
    m_sentence->setAccessibleName(sentence);
    m_button->setText(button);
    m_button->setAccessibleName(button);
    m_button->setVisible(!button.isEmpty());
    m_wayOn = std::move(wayOn);
    show();
}

QString NoticeBar::sentence() const
{
    return m_sentence->text();
}

void NoticeBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const StateColors& colors = stateColors(themeOf(palette()));
    painter.fillRect(rect(), colors.endedRow);
    painter.fillRect(0, height() - 1, width(), 1, lineColor(palette()));
    paintIcon(
        painter, QRect(10, height() / 2 - 8, 16, 16), QStringLiteral("warning"), colors.failed);
}

} // namespace tw
