#include "ui/views/log_pane.h"

#include "ui/models/launch_title.h"
#include "ui/views/find_bar.h"
#include "ui/views/log_view.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tw {

LogPane::LogPane(AgentClient& client, QWidget* parent)
    : QWidget(parent)
    , m_client(client)
    , m_model(client.tree(), [&client](LaunchId launch, std::uint64_t first, std::uint32_t count) {
        client.requestLines(launch, first, count);
    })
{
    m_view = new LogView(m_model, this);
    createBar();
    connectClient();
    connectSearch();
    connect(m_view, &LogView::sourceRequested, this, &LogPane::sourceRequested);
    connect(m_view, &LogView::noticed, this, &LogPane::noticed);
    connect(m_view, &LogView::survivorsChosen, this, &LogPane::survivorsChosen);
    connect(m_view, &LogView::currentRowChanged, this, &LogPane::showSearch);
    updateFocus();
}

void LogPane::createBar()
{
    m_findBar = new FindBar(this);
    createFocusButton();
    createStreamButton();
    createFollowButton();
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(8, 3, 8, 3);
    bar->setSpacing(4);
    bar->addWidget(m_findBar);
    bar->addStretch();
    bar->addWidget(m_focusButton);
    bar->addWidget(m_streamButton);
    bar->addWidget(m_followButton);
    auto* line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Midlight);
    line->setFixedHeight(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(line);
    layout->addWidget(m_view, 1);
}

QToolButton* LogPane::createBarButton(const QString& name)
{
    auto* button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setObjectName(name);
    button->setAccessibleName(name);
    return button;
}

void LogPane::createFocusButton()
{
    m_focusButton = createBarButton(tr("Shown launch"));
    m_focusButton->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_focusButton);
    auto* group = new QActionGroup(menu);
    QAction* selected = group->addAction(menu->addAction(tr("Launch Selected in the Tree")));
    QAction* all = group->addAction(menu->addAction(tr("All Launches")));
    selected->setCheckable(true);
    selected->setChecked(true);
    all->setCheckable(true);
    connect(all, &QAction::toggled, this, &LogPane::setShowAll);
    m_focusButton->setMenu(menu);
}

void LogPane::createStreamButton()
{
    m_streamButton = createBarButton(tr("Shown streams"));
    m_streamButton->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_streamButton);
    auto* group = new QActionGroup(menu);
    const auto add = [this, menu, group](const QString& text, std::optional<OutputStream> stream) {
        QAction* action = group->addAction(menu->addAction(text));
        action->setCheckable(true);
        action->setChecked(!stream);
        connect(
            action, &QAction::triggered, this, [this, text, stream] { setStream(stream, text); });
    };
    const QString both = tr("stdout + stderr");
    add(both, {});
    add(QStringLiteral("stdout"), OutputStream::Stdout);
    add(QStringLiteral("stderr"), OutputStream::Stderr);
    m_streamButton->setMenu(menu);
    m_streamButton->setText(both);
}

void LogPane::createFollowButton()
{
    m_followButton = createBarButton(tr("Follow"));
    m_followButton->setText(tr("Follow"));
    m_followButton->setToolTip(tr("Stay at the end of the log (Ctrl+End)"));
    m_followButton->setCheckable(true);
    m_followButton->setChecked(m_view->isFollowing());
    connect(m_followButton, &QToolButton::toggled, m_view, &LogView::setFollowing);
    const auto show = [this](bool following) {
        m_followButton->setForegroundRole(following ? QPalette::Link : QPalette::ButtonText);
    };
    connect(m_followButton, &QToolButton::toggled, m_followButton, show);
    show(m_followButton->isChecked());
    connect(m_view, &LogView::followingChanged, m_followButton, &QToolButton::setChecked);
    connect(m_view, &LogView::followingChanged, this, &LogPane::followingChanged);
}

void LogPane::connectClient()
{
    connect(&m_client, &AgentClient::eventReceived, this, [this](const Event& event) {
        m_model.apply(event);
    });
    connect(&m_client,
            &AgentClient::linesReceived,
            this,
            [this](std::uint64_t id, LaunchId launch, const std::vector<Line>& lines) {
                m_model.receive({id, launch, lines});
            });
    connect(&m_client, &AgentClient::recordCleared, this, [this] {
        m_focus.reset();
        m_model.clear();
        updateFocus();
    });
    connect(&m_client, &AgentClient::launchStarted, this, &LogPane::updateEmptyText);
}

void LogPane::connectSearch()
{
    connect(m_findBar, &FindBar::termChanged, this, &LogPane::startSearch);
    connect(m_findBar, &FindBar::nextRequested, this, &LogPane::findNext);
    connect(m_findBar, &FindBar::previousRequested, this, &LogPane::findPrevious);
    connect(m_findBar, &FindBar::left, m_view, qOverload<>(&QWidget::setFocus));
    connect(&m_search, &LogSearch::progressed, this, &LogPane::showSearch);
}

void LogPane::setFocusProcess(std::optional<ProcessKey> process)
{
    m_focus = process;
    updateFocus();
}

void LogPane::setShowAll(bool showAll)
{
    m_showAll = showAll;
    updateFocus();
}

void LogPane::setStream(std::optional<OutputStream> stream, const QString& text)
{
    m_streamButton->setText(text);
    m_model.setStream(stream);
}

void LogPane::updateFocus()
{
    const Process* process = m_focus && !m_showAll ? m_client.tree().find(*m_focus) : nullptr;
    if (process == nullptr) {
        m_focusButton->setText(tr("All launches"));
        m_focusButton->setToolTip(tr("The output of all launches is shown"));
        m_model.setLaunch({});
    } else {
        // A pipe does not tell who wrote into it: no less than the whole launch can be shown.
        m_focusButton->setText(
            tr("%1, whole launch").arg(launchTitle(m_client.tree(), process->launch)));
        m_focusButton->setToolTip(
            tr("The output of the whole launch is shown: it came through pipes, which do "
               "not tell which of its processes wrote a line"));
        m_model.setLaunch(process->launch);
    }
    // Its name says what it chooses; what is chosen is for those who do not see the text, too.
    m_focusButton->setAccessibleDescription(m_focusButton->text());
    updateEmptyText();
}

void LogPane::updateEmptyText()
{
    m_view->setEmptyText(
        m_client.tree().launches().empty()
            ? tr("Nothing runs yet. Run… starts a command; what it prints appears here.")
            : tr("No output yet. What the command prints appears here."));
}

void LogPane::focusFind()
{
    m_findBar->activate();
}

void LogPane::startSearch()
{
    m_searchFrom = m_view->selection().current().value_or(m_view->topRow());
    m_view->setFindTerm({m_findBar->text(), m_findBar->sensitivity()});
    m_search.start(m_findBar->text(), m_findBar->sensitivity());
}

void LogPane::showSearch()
{
    if (!m_search.isActive()) {
        m_findBar->setCountText({});
        m_findBar->setHasMatches(false);
        return;
    }
    const std::vector<std::uint64_t>& matches = m_search.matches();
    if (m_searchFrom && !matches.empty()
        && (m_search.isDone() || matches.back() >= *m_searchFrom)) {
        const std::uint64_t from = *m_searchFrom;
        m_searchFrom.reset();
        goToMatch(from == 0 ? matches.front() : m_search.next(from - 1));
    }
    const std::optional<std::uint64_t> current = m_view->selection().current();
    const std::size_t ordinal = current ? m_search.ordinal(*current).value_or(0) : 0;
    m_findBar->setHasMatches(!matches.empty());
    m_findBar->setCountText(
        findCountText(ordinal, matches.size(), m_search.isDone(), m_search.percentDone()));
}

void LogPane::goToMatch(std::optional<std::uint64_t> row)
{
    if (row)
        m_view->goToRow(*row);
}

void LogPane::findNext()
{
    goToMatch(m_search.next(m_view->selection().current().value_or(m_view->topRow())));
}

void LogPane::findPrevious()
{
    goToMatch(m_search.previous(m_view->selection().current().value_or(m_view->topRow())));
}

void LogPane::setFollowing(bool following)
{
    m_view->setFollowing(following);
}

} // namespace tw
