#include "ui/views/strip.h"

#include "ui/views/icon.h"
#include "ui/views/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QTextDocumentFragment>
#include <QToolButton>

#include <utility>

namespace tw {

namespace {

constexpr int kIcon = 14;
constexpr int kBeforeText = 28;

} // namespace

Strip::Strip(const QString& name, QString icon, QWidget* parent)
    : QWidget(parent)
    , m_icon(std::move(icon))
{
    setObjectName(name);
    setAccessibleName(name);
    m_sentence = new QLabel(this);
    m_sentence->setAccessibleName(name);
    m_sentence->setTextFormat(Qt::RichText);
    m_sentence->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_button = new QToolButton(this);
    m_button->setAutoRaise(true);
    m_button->setFocusPolicy(Qt::TabFocus);
    QPalette colors = m_button->palette();
    colors.setColor(QPalette::ButtonText, colors.color(QPalette::Link));
    m_button->setPalette(colors);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kBeforeText, 2, 8, 3);
    layout->setSpacing(8);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_button);
    connect(m_sentence, &QLabel::linkActivated, this, &Strip::linkActivated);
    connect(m_button, &QToolButton::clicked, this, &Strip::ended);
    hide();
}

void Strip::say(const QString& sentence)
{
    if (sentence != m_sentence->text()) {
        m_sentence->setText(sentence);
        m_sentence->setAccessibleName(this->sentence());
    }
}

void Strip::setButton(const QString& text, const QString& toolTip)
{
    m_button->setText(text);
    m_button->setAccessibleName(text);
    m_button->setToolTip(toolTip);
}

QString Strip::sentence() const
{
    return QTextDocumentFragment::fromHtml(m_sentence->text()).toPlainText();
}

void Strip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(0, height() - 1, width(), 1, lineColor(palette()));
    const QRect place(8, (height() - kIcon) / 2, kIcon, kIcon);
    paintIcon(painter, place, m_icon, stateColors(themeOf(palette())).accent);
}

} // namespace tw
