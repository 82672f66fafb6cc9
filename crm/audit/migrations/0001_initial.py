import django.db.models.deletion
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
            name='Access',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('export', 'Export'), ('unmask', 'Unmasking'), ('download', 'Download')], max_length=20, verbose_name='kind')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('subject', models.CharField(max_length=200, verbose_name='what')),
                ('subject_key', models.CharField(blank=True, max_length=100)),
                ('filters', models.JSONField(blank=True, default=dict, verbose_name='filters')),
                ('count', models.PositiveIntegerField(blank=True, null=True, verbose_name='rows')),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'access',
                'verbose_name_plural': 'access log',
                'ordering': ['-at', '-pk'],
            },
        ),
    ]
