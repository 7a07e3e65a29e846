#include "ui/views/details_pane.h"

#include "ui/models/process_text.h"
#include "ui/views/details_delegate.h"
#include "ui/views/details_view.h"
#include "ui/views/empty_state.h"
#include "ui/views/icon.h"
#include "ui/views/look.h"

#include <QAccessibleWidget>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <memory>

namespace tw {

namespace {

using namespace std::chrono_literals;

constexpr auto kRefresh = 1s;
constexpr int kFindWidth = 260;
constexpr int kSectionsWidth = 168;

QFrame* makeLine(QFrame::Shape shape, QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFrameShape(shape);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Midlight);
    if (shape == QFrame::HLine) {
        line->setFixedHeight(1);
    } else {
        line->setFixedWidth(1);
    }
    return line;
}

/// To a screen reader the page is a panel, not just something that fills.
class PanelAccessible final : public QAccessibleWidget
{
public:
    explicit PanelAccessible(QWidget* widget) : QAccessibleWidget(widget, QAccessible::Pane) {}
};

QAccessibleInterface* makeInterface(const QString& /*className*/, QObject* object)
{
    auto* pane = qobject_cast<DetailsPane*>(object);
    // Qt's registry of interfaces owns it.
    return pane == nullptr ? nullptr : std::make_unique<PanelAccessible>(pane).release();
}

} // namespace

DetailsPane::DetailsPane(AgentClient& client, QWidget* parent) : QWidget(parent), m_client(client)
{
    QAccessible::installFactory(makeInterface); // before anything asks for it, as a name does
    setObjectName(QStringLiteral("Details"));
    setAccessibleName(tr("Details"));
    m_shown.setSourceModel(&m_model);
    createBar();
    createPage();
    auto* empty = new EmptyState(
        tr("No process is selected."),
        tr("Select one in the tree to see its environment, descriptors, threads and memory."),
        this);
    m_pages->insertWidget(0, empty);
    m_second.setInterval(kRefresh);
    connect(&m_second, &QTimer::timeout, this, &DetailsPane::refresh);
    connectClient();
    setFocusProcess({});
}

void DetailsPane::createBar()
{
    m_find = new QLineEdit(this);
    m_find->setObjectName(QStringLiteral("Find in details"));
    m_find->setAccessibleName(tr("Find in details"));
    m_find->setPlaceholderText(tr("Find in details"));
    m_find->setClearButtonEnabled(true);
    m_find->setFixedWidth(kFindWidth);
    m_find->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    connect(m_find, &QLineEdit::textChanged, this, &DetailsPane::filter);
    m_reveal = new QToolButton(this);
    m_reveal->setText(tr("Show hidden values"));
    m_reveal->setAccessibleName(tr("Show hidden values"));
    m_reveal->setToolTip(tr("Show the values of variables whose names look like secrets"));
    m_reveal->setAutoRaise(true);
    m_reveal->setCheckable(true);
    connect(m_reveal, &QToolButton::toggled, &m_model, &DetailsModel::setAllRevealed);
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setAccessibleName(tr("Shown process"));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 3, 12, 3);
    bar->setSpacing(8);
    bar->addWidget(m_find);
    bar->addWidget(m_reveal);
    bar->addStretch();
    bar->addWidget(m_title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(makeLine(QFrame::HLine, this));
    m_pages = new QStackedWidget(this);
    layout->addWidget(m_pages, 1);
}

void DetailsPane::createPage()
{
    auto* page = new QWidget(this);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    m_view = new DetailsView(m_model, m_shown, page);
    m_sections = new QListView(page);
    m_sections->setAccessibleName(tr("Sections"));
    m_sections->setFrameShape(QFrame::NoFrame);
    m_sections->setFixedWidth(kSectionsWidth);
    m_sections->setModel(&m_shown);
    m_sections->setItemDelegate(new SectionDelegate(m_sections));
    connect(m_sections, &QListView::clicked, m_view, &DetailsView::showSection);
    connect(m_sections->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &DetailsPane::goToSection);
    connect(m_view, &DetailsView::sectionAtTopMoved, this, &DetailsPane::markSection);
    m_note = new QLabel(page);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setAccessibleName(tr("Note on the details"));
    m_note->setWordWrap(true);
    m_note->setContentsMargins(12, 6, 12, 6);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* columns = new QHBoxLayout;
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(m_sections);
    columns->addWidget(makeLine(QFrame::VLine, page));
    columns->addWidget(m_view, 1);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_note);
    layout->addLayout(columns, 1);
    m_pages->addWidget(page);
}

void DetailsPane::connectClient()
{
    connect(&m_client, &AgentClient::detailsReceived, this, &DetailsPane::take);
    connect(&m_client, &AgentClient::recordCleared, this, [this] { setFocusProcess({}); });
    connect(&m_client, &AgentClient::connectionLost, this, [this] {
        m_asked.reset();
        refresh();
    });
    connect(&m_client, &AgentClient::treeChanged, this, [this] {
        const Process* process = focused();
        if (process != nullptr && isVisible()) {
            showTitle();
        }
        if (process != nullptr && m_isLive && !process->isAlive()) {
            refresh();
        }
    });
}

const Process* DetailsPane::focused() const
{
    return m_focus ? m_client.tree().find(*m_focus) : nullptr;
}

void DetailsPane::setFocusProcess(std::optional<ProcessKey> process)
{
    m_focus = process;
    m_asked.reset();
    m_isLive = false;
    m_model.clear();
    {
        const QSignalBlocker blocker(m_reveal);
        m_reveal->setChecked(false);
    }
    m_reveal->setVisible(false);
    say({}, false);
    m_pages->setCurrentIndex(focused() == nullptr ? 0 : 1);
    showTitle();
    if (isVisible()) {
        refresh();
    }
}

void DetailsPane::focusDetails()
{
    if (focused() != nullptr) {
        m_view->setFocus(Qt::ShortcutFocusReason);
    }
}

QString DetailsPane::note() const
{
    return m_note->text();
}

void DetailsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void DetailsPane::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_second.stop();
    m_asked.reset();
}

void DetailsPane::refresh()
{
    const Process* process = focused();
    if (process == nullptr || !isVisible()) {
        m_second.stop();
        return;
    }
    if (!process->isAlive()) {
        m_second.stop();
        showRecord(tr("It has ended: %1. This is what was recorded; everything else can be read "
                      "only while a process runs.")
                       .arg(statusText(*process)),
                   false);
    } else if (m_client.state() != AgentClient::State::Connected) {
        m_second.stop();
        showRecord(tr("There is no agent to ask. This is what was recorded."), true);
    } else {
        m_second.start();
        ask();
    }
}

void DetailsPane::ask()
{
    // An agent that is slow to answer is not asked again meanwhile.
    if (!m_asked) {
        m_asked = m_client.requestDetails(*m_focus);
    }
}

void DetailsPane::take(const DetailsAnswer& answer)
{
    if (m_asked != answer.id) {
        return;
    }
    m_asked.reset();
    const Process* process = focused();
    if (process == nullptr || !process->isAlive()) {
        return;
    }
    if (answer.details) {
        m_isLive = true;
        say({}, false);
        showContent(liveContent(*answer.details));
    } else {
        showRecord(tr("Cannot %1. This is what was recorded.")
                       .arg(QString::fromStdString(answer.details.error().message)),
                   true);
    }
}

void DetailsPane::showRecord(const QString& note, bool isProblem)
{
    m_isLive = false;
    say(note, isProblem);
    showContent(recordContent(m_client.tree(), *focused()));
}

void DetailsPane::showContent(DetailsContent content)
{
    m_view->refresh(std::move(content));
    m_reveal->setVisible(m_model.hasSecrets());
    showTitle();
    if (!m_sections->currentIndex().isValid()) {
        markSection();
    }
}

void DetailsPane::say(const QString& note, bool isProblem)
{
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText,
                    isProblem ? stateColors(themeOf(colors)).quiet : dimmed(colors));
    m_note->setPalette(colors);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void DetailsPane::showTitle()
{
    const Process* process = focused();
    if (process == nullptr) {
        m_title->clear();
        return;
    }
    const QString state
        = process->isAlive() ? stateText(processState(*process)) : statusText(*process);
    const QString name = m_title->fontMetrics().elidedText(
        nameText(m_client.tree(), *process), Qt::ElideRight, kFindWidth * 2);
    m_title->setText(tr("%1 · PID %2 · %3").arg(name, QString::number(process->pid.value), state));
}

void DetailsPane::filter(const QString& text)
{
    {
        const QScopedValueRollback<bool> marking(m_marking, true);
        m_shown.setText(text);
        m_view->openSections();
    }
    markSection();
}

void DetailsPane::markSection()
{
    const QScopedValueRollback<bool> marking(m_marking, true);
    const QModelIndex section = m_view->sectionAtTop();
    if (section.isValid()) {
        m_sections->setCurrentIndex(section);
    }
}

void DetailsPane::goToSection(const QModelIndex& section)
{
    if (!m_marking && section.isValid()) {
        // The last sections do not reach the top: the list would jump back to one above.
        const QSignalBlocker blocker(m_view);
        m_view->showSection(section);
    }
}

} // namespace tw
