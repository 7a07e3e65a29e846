#include "ui/windows/run_dialog.h"

#include "ui/models/shell_words.h"
#include "ui/views/look.h"
#include "ui/windows/environment_table.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <utility>

namespace tw {

namespace {

/// Each word in a frame of its own, so that blanks inside one are seen.
QString previewText(const std::vector<std::string>& argv)
{
    QStringList words;
    for (const std::string& word : argv) {
        words << QStringLiteral("\u2039%1\u203A").arg(QString::fromStdString(word).toHtmlEscaped());
    }
    return words.join(QLatin1Char(' '));
}

} // namespace

Result<LaunchCommand> readLaunch(const WrittenLaunch& launch)
{
    auto words = splitShellWords(launch.line.toStdString());
    if (!words) {
        return tl::unexpected{words.error()};
    }
    if (words->empty()) {
        return failure("run nothing: type a command");
    }
    return LaunchCommand{.argv = std::move(*words),
                         .cwd = launch.cwd.toStdString(),
                         .environment = launch.environment};
}

RunDialog::RunDialog(std::vector<WrittenLaunch> recent, QWidget* parent)
    : QDialog(parent)
    , m_recent(std::move(recent))
{
    setObjectName(QStringLiteral("Run"));
    setWindowTitle(tr("Run a Command"));
    setAccessibleName(tr("Run a Command"));
    resize(640, 420);
    createFields();
    createLayout();
    connect(m_line, &QComboBox::editTextChanged, this, &RunDialog::showPreview);
    connect(m_line, &QComboBox::activated, this, [this](int index) {
        setWritten(m_recent.at(static_cast<std::size_t>(index)));
    });
    connect(m_directory, &QLineEdit::textChanged, this, &RunDialog::showPreview);
    connect(m_environment, &EnvironmentTable::changed, this, &RunDialog::showPreview);
    connect(m_browse, &QPushButton::clicked, this, &RunDialog::chooseDirectory);
    connect(m_run, &QPushButton::clicked, this, &RunDialog::run);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_line->lineEdit()->selectAll();
    showPreview();
}

void RunDialog::createFields()
{
    m_line = new QComboBox(this);
    m_line->setEditable(true);
    m_line->setInsertPolicy(QComboBox::NoInsert);
    m_line->setObjectName(QStringLiteral("Command"));
    m_line->setAccessibleName(tr("Command"));
    m_line->view()->setAccessibleName(tr("Recent commands"));
    m_line->lineEdit()->setAccessibleName(tr("Command"));
    m_line->lineEdit()->setPlaceholderText(tr("for example: pytest -n 4 tests/"));
    m_line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_line->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_line->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const WrittenLaunch& launch : m_recent) {
        m_line->addItem(launch.line);
    }
    m_preview = new QLabel(this);
    m_preview->setAccessibleName(tr("Preview of the arguments"));
    m_preview->setTextFormat(Qt::RichText);
    m_preview->setWordWrap(true);
    m_directory = new QLineEdit(this);
    m_directory->setAccessibleName(tr("Working directory"));
    m_directory->setPlaceholderText(QDir::currentPath());
    m_browse = new QPushButton(tr("&Browse…"), this);
    m_browse->setAccessibleName(tr("Browse for the working directory"));
    m_environment = new EnvironmentTable(this);
    m_run = new QPushButton(tr("&Run"), this);
    m_run->setAccessibleName(tr("Run"));
    m_run->setDefault(true);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setAccessibleName(tr("Cancel"));
    m_cancel->setAutoDefault(false);
    m_browse->setAutoDefault(false);
    if (!m_recent.empty()) {
        setWritten(m_recent.front());
    }
}

void RunDialog::createLayout()
{
    auto* directory = new QHBoxLayout;
    directory->addWidget(m_directory);
    directory->addWidget(m_browse);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_run);

    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    const auto addRow = [&](const QString& text, auto* field, QWidget* buddy) {
        auto* label = new QLabel(text, this);
        label->setBuddy(buddy);
        form->addRow(label, field);
    };
    addRow(tr("&Command:"), m_line, m_line);
    form->addRow(new QLabel(this), m_preview);
    addRow(tr("Working &directory:"), directory, m_directory);
    addRow(tr("&Environment:"), m_environment, m_environment);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(form);
    layout->addLayout(buttons);
}

WrittenLaunch RunDialog::written() const
{
    return {.line = m_line->currentText().trimmed(),
            .cwd = m_directory->text().trimmed(),
            .environment = m_environment->changes()};
}

void RunDialog::setWritten(const WrittenLaunch& launch)
{
    m_line->setEditText(launch.line);
    m_directory->setText(launch.cwd);
    m_environment->setChanges(launch.environment);
}

void RunDialog::chooseDirectory()
{
    auto* dialog = new QFileDialog(this, tr("Working Directory"), m_directory->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_directory, &QLineEdit::setText);
    dialog->open();
}

void RunDialog::showPreview()
{
    const WrittenLaunch launch = written();
    const auto command = readLaunch(launch);
    QString problem = m_environment->problem();
    if (!launch.cwd.isEmpty() && !QDir(launch.cwd).exists()) {
        problem = tr("There is no folder “%1”").arg(launch.cwd);
    }
    if (!command && !launch.line.isEmpty()) {
        problem = tr("Cannot %1").arg(QString::fromStdString(command.error().message));
    }
    m_run->setEnabled(command.has_value() && problem.isEmpty());
    const QColor color
        = problem.isEmpty() ? dimmed(palette()) : stateColors(themeOf(palette())).failed;
    const QString text = command && problem.isEmpty() ? previewText(command->argv)
                         : problem.isEmpty()
                             ? tr("Words are split as a shell does; nothing is expanded.")
                             : problem.toHtmlEscaped();
    m_preview->setText(
        QStringLiteral("<span style=\"color:%1\">%2</span>").arg(color.name(), text));
}

void RunDialog::run()
{
    const WrittenLaunch launch = written();
    if (auto command = readLaunch(launch)) {
        accept();
        Q_EMIT runRequested(launch, *command);
    }
}

} // namespace tw
