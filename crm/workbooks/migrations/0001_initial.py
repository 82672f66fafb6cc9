import crm.workbooks.models
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    # After other projects' migrations: each of theirs would otherwise be worked out with our tables in mind too,
    # which doubles the time that a new database takes.
    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '__first__'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('axes', '0010_accessattemptexpiration'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('sessions', '0001_initial'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtail_localize', '0016_rename_page_revision_translationlog_revision'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailembeds', '0009_embed_cache_until'),
        ('wagtailforms', '0005_alter_formsubmission_form_data'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailredirects', '0008_add_verbose_name_plural'),
        ('wagtailsearch', '0010_add_text_fields'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalImport',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='updated at')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('file', models.TextField(max_length=100, verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('size', models.PositiveIntegerField(verbose_name='size (bytes)')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('state', models.CharField(choices=[('previewed', 'To be checked'), ('committed', 'Taken in'), ('discarded', 'Discarded')], default='previewed', max_length=20, verbose_name='state')),
                ('good_rows_only', models.BooleanField(default=False, verbose_name='good rows only')),
                ('committed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken in at')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('mapping', models.JSONField(default=dict, verbose_name='columns')),
                ('unused', models.JSONField(default=dict, verbose_name='columns not used')),
                ('left_out', models.JSONField(default=list, verbose_name='rows left out')),
                ('problems', models.JSONField(default=list, verbose_name='problems of the file')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical import',
                'verbose_name_plural': 'historical imports',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('file', models.FileField(storage=crm.workbooks.models.private_storage, upload_to='imports/%Y/%m', verbose_name='file')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('size', models.PositiveIntegerField(verbose_name='size (bytes)')),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('state', models.CharField(choices=[('previewed', 'To be checked'), ('committed', 'Taken in'), ('discarded', 'Discarded')], default='previewed', max_length=20, verbose_name='state')),
                ('good_rows_only', models.BooleanField(default=False, verbose_name='good rows only')),
                ('committed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken in at')),
                ('counts', models.JSONField(default=dict, verbose_name='counts')),
                ('mapping', models.JSONField(default=dict, verbose_name='columns')),
                ('unused', models.JSONField(default=dict, verbose_name='columns not used')),
                ('left_out', models.JSONField(default=list, verbose_name='rows left out')),
                ('problems', models.JSONField(default=list, verbose_name='problems of the file')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='brought by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['previewed', 'committed', 'discarded'])), name='import_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=100, verbose_name='sheet')),
                ('row', models.PositiveIntegerField(verbose_name='row')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='which')),
                ('action', models.CharField(choices=[('created', 'New'), ('updated', 'Changed'), ('unchanged', 'Unchanged')], max_length=20, verbose_name='what happens')),
                ('is_refused', models.BooleanField(default=False, verbose_name='refused')),
                ('has_problems', models.BooleanField(default=False)),
                ('values', models.JSONField(default=dict)),
                ('texts', models.JSONField(default=dict)),
                ('changes', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('problems_of_reading', models.PositiveSmallIntegerField(default=0)),
                ('record_id', models.BigIntegerField(blank=True, null=True)),
                ('record_version', models.PositiveIntegerField(blank=True, null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='workbooks.import', verbose_name='import')),
            ],
            options={
                'verbose_name': 'row of an import',
                'verbose_name_plural': 'rows of imports',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['source', 'is_refused', 'action'], name='workbooks_i_source__fa74af_idx')],
            },
        ),
    ]
