#include "ui/views/find_bar.h"

#include "ui/views/icon.h"

#include <QHBoxLayout>
#include <QIcon>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace tw {

FindBar::FindBar(QWidget* parent) : QWidget(parent)
{
    createField();
    m_count = new QLabel(this);
    m_count->setAccessibleName(tr("Matches"));
    m_count->setMinimumWidth(m_count->fontMetrics().horizontalAdvance(u'0') * 9);
    m_previous = createButton(QStringLiteral("↑"), tr("Previous match"));
    m_previous->setToolTip(tr("Previous match (Shift+F3)"));
    m_next = createButton(QStringLiteral("↓"), tr("Next match"));
    m_next->setToolTip(tr("Next match (F3)"));
    m_case = createButton(QStringLiteral("Aa"), tr("Match case"));
    m_case->setCheckable(true);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    for (QWidget* part : {static_cast<QWidget*>(m_field),
                          static_cast<QWidget*>(m_count),
                          static_cast<QWidget*>(m_previous),
                          static_cast<QWidget*>(m_next),
                          static_cast<QWidget*>(m_case)})
        layout->addWidget(part);
    connect(m_previous, &QToolButton::clicked, this, &FindBar::previousRequested);
    connect(m_next, &QToolButton::clicked, this, &FindBar::nextRequested);
    connect(m_case, &QToolButton::toggled, this, &FindBar::termChanged);
    setHasMatches(false);
}

void FindBar::createField()
{
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("Find in log"));
    m_field->setAccessibleName(tr("Find in log"));
    m_field->setPlaceholderText(tr("Find in log"));
    m_field->setClearButtonEnabled(true);
    m_field->setFixedWidth(260);
    m_field->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &FindBar::termChanged);
}

QToolButton* FindBar::createButton(const QString& text, const QString& name)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setAutoRaise(true);
    return button;
}

QString FindBar::text() const
{
    return m_field->text();
}

Qt::CaseSensitivity FindBar::sensitivity() const
{
    return m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
}

void FindBar::setCountText(const QString& text)
{
    m_count->setText(text);
}

void FindBar::setHasMatches(bool hasMatches)
{
    m_previous->setEnabled(hasMatches);
    m_next->setEnabled(hasMatches);
}

void FindBar::activate()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (key->modifiers().testFlag(Qt::ShiftModifier))
            Q_EMIT previousRequested();
        else
            Q_EMIT nextRequested();
        return true;
    case Qt::Key_Escape:
        m_field->clear();
        Q_EMIT left();
        return true;
    default:
        return QWidget::eventFilter(watched, event);
    }
}

QString findCountText(std::size_t ordinal, std::size_t matches, bool isDone, int percent)
{
    const QLocale locale;
    const QString count = locale.toString(static_cast<qulonglong>(matches));
    if (!isDone)
        return FindBar::tr("%1 so far, %2 %").arg(count, locale.toString(percent));
    if (matches == 0)
        return FindBar::tr("No matches");
    if (ordinal == 0)
        return FindBar::tr("%n match(es)", nullptr, static_cast<int>(matches));
    return FindBar::tr("%1 of %2").arg(locale.toString(static_cast<qulonglong>(ordinal)), count);
}

} // namespace tw
