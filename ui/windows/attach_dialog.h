#pragma once

#include "ui/client/agent_client.h"
#include "ui/models/running_model.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeView;

namespace tw {

/// Chooses a running process to watch. Stays open until it is attached, and says why where it is
/// not. Non-modal loop: open() it, and attach what attachRequested() gives.
class AttachDialog final : public QDialog
{
    Q_OBJECT

public:
    /// The client must outlive the dialog.
    explicit AttachDialog(AgentClient& client, QWidget* parent = nullptr);

    /// The process that was asked for could not be attached to; `message` says why.
    void showFailure(const QString& message);

    /// Asks for the processes again; the chosen one stays chosen.
    void refresh();

    [[nodiscard]] RunningModel& model() { return m_model; }

Q_SIGNALS:
    void attachRequested(const tw::AttachCommand& command);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void createFields();
    void createLayout();
    void setUpTree();
    void take(const ProcessListAnswer& answer);
    void filter(const QString& text);
    void choose(const QModelIndex& source);
    void chooseFirstMatch();
    void attach();
    void showChoice();
    void say(const QString& text, bool isProblem);
    [[nodiscard]] OwnProcesses ownProcesses() const;
    [[nodiscard]] QModelIndex chosen() const;

    AgentClient& m_client;
    RunningModel m_model{};
    RunningFilter m_shown{};
    std::optional<std::uint64_t> m_asked{};
    bool m_attaching{false};
    QLineEdit* m_filter{nullptr};
    QPushButton* m_refresh{nullptr};
    QTreeView* m_tree{nullptr};
    QLabel* m_hint{nullptr};
    QPushButton* m_attach{nullptr};
    QPushButton* m_cancel{nullptr};
};

} // namespace tw
