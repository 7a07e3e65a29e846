#include "ui/windows/ladder_dialog.h"

#include "ui/models/stop_words.h"
#include "ui/views/look.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tw {

namespace {

constexpr int kWidth = 520;

} // namespace

LadderDialog::LadderDialog(const Ladder& ladder, QWidget* parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("Custom ladder"));
    setWindowTitle(tr("Custom Ladder"));
    setAccessibleName(windowTitle());
    m_text = new QLineEdit(this);
    m_text->setObjectName(QStringLiteral("Ladder"));
    m_text->setAccessibleName(tr("Ladder"));
    m_meaning = new QLabel(this);
    m_meaning->setObjectName(QStringLiteral("Meaning"));
    m_meaning->setTextFormat(Qt::PlainText);
    m_meaning->setWordWrap(true);
    // What is wrong may take two lines: the dialog must not jump while one is writing.
    m_meaning->setMinimumHeight(2 * m_meaning->fontMetrics().lineSpacing());
    m_meaning->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    createLayout();
    resize(kWidth, layout()->heightForWidth(kWidth));
    connect(m_text, &QLineEdit::textChanged, this, &LadderDialog::read);
    m_text->setText(QString::fromStdString(formatLadder(ladder)));
}

void LadderDialog::createLayout()
{
    auto* what
        = new QLabel(tr("Steps that Stop takes one after the other, until nothing is left:"), this);
    what->setBuddy(m_text);
    auto* form = new QLabel(tr("A step is interrupt, terminate, kill or the name of a signal, then "
                               "how long to wait: SIGHUP:2s,terminate:10s,kill. With @process it "
                               "is sent to the process alone."),
                            this);
    form->setWordWrap(true);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, dimmed(palette()));
    form->setPalette(quiet);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_use = buttons->addButton(tr("&Use"), QDialogButtonBox::AcceptRole);
    m_use->setAccessibleName(tr("Use"));
    m_use->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(what);
    layout->addWidget(m_text);
    layout->addWidget(m_meaning);
    layout->addWidget(form);
    layout->addSpacing(8);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void LadderDialog::read(const QString& text)
{
    const auto ladder = parseLadder(text.trimmed().toStdString());
    m_use->setEnabled(ladder.has_value());
    m_ladder = ladder.value_or(Ladder{});
    m_meaning->setText(ladder
                           ? ladderText(*ladder)
                           : tr("Cannot %1").arg(QString::fromStdString(ladder.error().message)));
    QPalette colors = palette();
    if (!ladder) {
        colors.setColor(QPalette::WindowText, stateColors(themeOf(palette())).failed);
    }
    m_meaning->setPalette(colors);
}

} // namespace tw
