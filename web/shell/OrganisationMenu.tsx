import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { enterOrganisation } from '../client.ts'
import { useEntities, useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Menu, type MenuPart } from '../ui/Menu.tsx'
import type { Url } from '../ui/url.ts'
import { chooseEntity, useChosenEntity } from './entity.ts'
import { useHere } from './Places.tsx'

/** Which organisation one is in, and which of its legal entities; both change here. */
export function OrganisationMenu({ narrow = false }: { narrow?: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const here = useHere()
  const navigate = useNavigate()
  const entities = useEntities().data?.rows ?? []
  const kept = useChosenEntity()
  const entity = entities.find(one => one.entity_id === kept) ?? null
  const choose = (entity_id: string | null) => {
    chooseEntity(entity_id)
    if (here?.by_entity)
      void navigate({
        to: '.',
        search: ((before: Url) => ({ ...before, entity_id: entity_id ?? undefined })) as never,
      })
  }
  const parts: MenuPart[] = []
  if (entities.length > 1)
    parts.push({
      key: 'entities',
      head: t('columns.entity'),
      choices: [
        { key: 'all', label: t('shell.all_entities'), chosen: entity === null, act: () => choose(null) },
        ...entities.map(one => ({
          key: one.entity_id,
          label: `${one.code} ${one.name}`,
          chosen: one === entity,
          act: () => choose(one.entity_id),
        })),
      ],
    })
  if (me.organisations.length > 1)
    parts.push({
      key: 'organisations',
      head: t('shell.organisations'),
      choices: me.organisations.map(one => ({
        key: String(one.org_id),
        label: one.name,
        chosen: one.org_id === me.organisation.org_id,
        act: () => {
          enterOrganisation(one.org_id)
          chooseEntity(null)
          // Everything on the page belongs to the other organisation.
          window.location.assign('/')
        },
      })),
    })
  const entityShown = entities.length > 1 ? (entity?.name ?? t('shell.all_entities')) : null
  const shown = narrow ? (
    <span className="organisation-letter">{[...me.organisation.name][0]}</span>
  ) : (
    <>
      <span className="organisation-name" title={me.organisation.name}>
        {me.organisation.name}
      </span>
      {entityShown && <span className="organisation-entity small soft"> {entityShown}</span>}
    </>
  )
  if (parts.length === 0)
    return (
      <div className="organisation" title={narrow ? me.organisation.name : undefined}>
        {shown}
      </div>
    )
  return (
    <Menu
      label={t('shell.organisation_menu', {
        name: [me.organisation.name, narrow ? null : entityShown].filter(Boolean).join(' '),
      })}
      className="organisation"
      parts={parts}
    >
      {shown}
      {!narrow && <Icon name="down" size={14} />}
    </Menu>
  )
}
