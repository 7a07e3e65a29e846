// What MainWindow does when an action is triggered, and when it is closed.

#include "ui/models/process_text.h"
#include "ui/models/shell_words.h"
#include "ui/views/details_pane.h"
#include "ui/views/log_pane.h"
#include "ui/views/process_tree_view.h"
#include "ui/windows/attach_dialog.h"
#include "ui/windows/launch_history.h"
#include "ui/windows/main_window.h"
#include "ui/windows/process_commands.h"
#include "ui/windows/run_dialog.h"
#include "ui/windows/signal_menu.h"

#include <QClipboard>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QTabWidget>
#include <QUrl>

namespace tw {

void MainWindow::run(const LaunchCommand& command)
{
    m_commands->run(command);
}

void MainWindow::act(ActionId id)
{
    if (stopStep(id) || id == ActionId::Stop) {
        m_commands->stop(id, m_tree->selectedKeys());
        return;
    }
    switch (id) {
    case ActionId::Run:
        return openRunDialog({});
    case ActionId::Restart:
        return m_commands->restart(m_tree->selectedKeys());
    case ActionId::SendSignal:
        return openSignalMenu();
    case ActionId::Copy:
    case ActionId::CopyPid:
    case ActionId::CopyCommand:
        return copy(id);
    case ActionId::Filter:
        m_filter->setFocus();
        return m_filter->selectAll();
    case ActionId::ShowEnded:
        return m_model.setEndedShown(m_actions.action(id)->isChecked());
    case ActionId::FocusSubtree:
        return m_model.setFocus(m_tree->currentKey());
    case ActionId::ShowEverything:
        return m_model.setFocus({});
    case ActionId::Pause:
        return m_model.setPaused(m_actions.action(id)->isChecked());
    case ActionId::AskBeforeStop:
        return m_commands->setAsking(m_actions.action(id)->isChecked());
    case ActionId::ExpandAll:
        return m_tree->openAll();
    case ActionId::CollapseAll:
        return m_tree->collapseAll();
    case ActionId::ShowLog:
        return m_panes->setCurrentIndex(0);
    case ActionId::ShowTraces:
        return m_panes->setCurrentIndex(1);
    case ActionId::ShowDetails:
        m_panes->setCurrentWidget(m_details);
        return m_details->focusDetails();
    case ActionId::Attach:
        return openAttachDialog();
    case ActionId::Find:
        m_panes->setCurrentIndex(0);
        return m_log->focusFind();
    case ActionId::FindNext:
        return m_log->findNext();
    case ActionId::FindPrevious:
        return m_log->findPrevious();
    case ActionId::Follow:
        m_panes->setCurrentIndex(0);
        return m_log->setFollowing(true);
    case ActionId::About:
        return showAbout();
    case ActionId::Quit:
        close();
        return;
    default:
        break;
    }
}

std::vector<ProcessKey> MainWindow::livingSelection() const
{
    const ProcessTree& tree = m_client.tree();
    auto keys = m_tree->selectedKeys();
    std::erase_if(keys, [&tree](ProcessKey key) { return !tree.find(key)->isAlive(); });
    return keys;
}

void MainWindow::openSignalMenu()
{
    const QRect row = m_tree->visualRect(m_tree->currentIndex());
    m_signals->popup(m_tree->viewport()->mapToGlobal(row.bottomLeft()));
}

void MainWindow::openRunDialog(const std::optional<WrittenLaunch>& proposal)
{
    auto* dialog = new RunDialog(LaunchHistory(m_settings).load(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (proposal) {
        dialog->setWritten(*proposal);
    }
    connect(dialog,
            &RunDialog::runRequested,
            this,
            [this](const WrittenLaunch& written, const LaunchCommand& command) {
                LaunchHistory(m_settings).remember(written);
                run(command);
            });
    dialog->open();
}

void MainWindow::openAttachDialog()
{
    auto* dialog = new AttachDialog(m_client, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AttachDialog::attachRequested, m_commands, &ProcessCommands::attach);
    connect(m_commands, &ProcessCommands::attached, dialog, &QDialog::accept);
    m_attachDialog = dialog;
    dialog->open();
}

void MainWindow::onAttachFailed(const QString& message)
{
    if (m_attachDialog != nullptr) {
        m_attachDialog->showFailure(message);
    } else {
        onFailed(tr("That was not done: %1").arg(message)); // closed before the answer came
    }
}

void MainWindow::copy(ActionId id)
{
    const ProcessTree& tree = m_client.tree();
    const auto keys = m_tree->selectedKeys();
    const QString text = id == ActionId::CopyPid       ? pidLines(tree, keys)
                         : id == ActionId::CopyCommand ? commandLines(tree, keys)
                                                       : treeLines(tree, keys);
    QGuiApplication::clipboard()->setText(text.trimmed());
}

void MainWindow::openSource(const QString& file, int line)
{
    // For example `code -g {file}:{line}`; without it the desktop chooses.
    const QString editor = m_settings.value(QStringLiteral("editor")).toString();
    const auto words = splitShellWords(editor.toStdString());
    if (!words || words->empty()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(file));
        return;
    }
    QStringList arguments;
    for (const std::string& word : *words) {
        arguments << QString::fromStdString(word)
                         .replace(QLatin1String("{file}"), file)
                         .replace(QLatin1String("{line}"), QString::number(line));
    }
    const QString program = arguments.takeFirst();
    if (!QProcess::startDetached(program, arguments)) {
        onFailed(tr("The editor “%1” could not be started").arg(program));
    }
}

void MainWindow::showAbout()
{
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Treewarden"));
    box->setIconPixmap(windowIcon().pixmap(64));
    box->setText(tr("<b>Treewarden %1</b>").arg(QLatin1String(TREEWARDEN_VERSION)));
    box->setInformativeText(
        tr("Launches commands and watches over their process trees. MIT license."));
    box->open();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    const bool hasRunning
        = m_client.tree().aliveCount() > 0 && m_client.state() == AgentClient::State::Connected;
    if (hasRunning && !m_mayClose) {
        event->ignore();
        askBeforeClosing();
        return;
    }
    saveState();
    event->accept();
}

void MainWindow::askBeforeClosing()
{
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QStringLiteral("Close"));
    box->setIcon(QMessageBox::Question);
    box->setWindowTitle(tr("Processes Are Running"));
    const std::size_t count = m_client.tree().aliveCount();
    box->setText(count == 1
                     ? tr("One process still runs.")
                     : tr("%1 processes still run.").arg(QLocale().toString(qulonglong{count})));
    box->setInformativeText(tr("They can be stopped (interrupted, then terminated, then killed) or "
                               "left running under the agent, which goes on recording."));
    QPushButton* stop = box->addButton(tr("&Stop them"), QMessageBox::DestructiveRole);
    QPushButton* leave = box->addButton(tr("&Leave them running"), QMessageBox::AcceptRole);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(stop, &QPushButton::clicked, this, [this] {
        m_closingWhenStopped = true;
        m_commands->stopEverything();
    });
    connect(leave, &QPushButton::clicked, this, [this] {
        m_mayClose = true;
        m_client.leave();
        close();
    });
    box->open();
}

} // namespace tw
