#pragma once

#include "ui/windows/launch_history.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace tw {

class EnvironmentTable;

/// What will be run: its argv, or what is wrong with the command line.
[[nodiscard]] Result<LaunchCommand> readLaunch(const WrittenLaunch& launch);

/// Asks for a command, its directory and its environment. Non-modal loop: open() it, and take what
/// runRequested() gives.
class RunDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit RunDialog(std::vector<WrittenLaunch> recent, QWidget* parent = nullptr);

    [[nodiscard]] WrittenLaunch written() const;
    void setWritten(const WrittenLaunch& launch);

Q_SIGNALS:
    void runRequested(const tw::WrittenLaunch& written, const tw::LaunchCommand& command);

private:
    void createFields();
    void createLayout();
    void chooseDirectory();
    void showPreview();
    void run();

    std::vector<WrittenLaunch> m_recent{};
    QComboBox* m_line{nullptr};
    QLabel* m_preview{nullptr};
    QLineEdit* m_directory{nullptr};
    QPushButton* m_browse{nullptr};
    EnvironmentTable* m_environment{nullptr};
    QPushButton* m_run{nullptr};
    QPushButton* m_cancel{nullptr};
};

} // namespace tw
